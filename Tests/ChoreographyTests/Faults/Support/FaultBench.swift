import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import RabbitMQManagement
import Testing

@testable import struct Choreography.Store

/// Baker and till, real workers with real stores, in a virtual host of their own on a real broker. The baker's
/// two connections go through proxies; the till's and the test's own do not.
final class FaultBench: Sendable {
    let node: PrivateBroker
    let topology = Topology(.bakery, virtualHost: "faults-\(UUID().uuidString)")
    let roads: TwoRoads
    let log = LogRecord()
    private let direct: RabbitMQBroker
    private let folder: URL

    /// Heartbeats of two seconds: a silent peer is given up after four to six, a healthy one not even where a sync of
    /// the disk, for which the worker's thread waits, takes a second.
    init(on node: PrivateBroker, heartbeat: Duration = .seconds(2)) async throws {
        self.node = node
        folder = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = { [topology] (user: String?) in
            node.amqpURL(
                user: user, password: user == nil ? nil : "secret", vhost: topology.virtualHost)
        }
        var baker = try ConnectionConfiguration(url: url("baker"))
        (baker.heartbeat, baker.connectTimeout, baker.rpcTimeout) = (heartbeat, .seconds(1), .seconds(2))
        baker.confirmTimeout = .seconds(3)
        roads = try await TwoRoads(baker, logger: log.logger)
        var till = try ConnectionConfiguration(url: url("till"))
        (till.heartbeat, till.confirmTimeout) = (heartbeat, .seconds(3))
        direct = RabbitMQBroker(till, logger: quiet)
        try await Turnstile.shared.apply(topology, on: node)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func path(_ participant: String) -> String {
        folder.appending(path: "\(participant).sqlite").path
    }

    /// A baker that is not running yet.
    func baker(
        _ baker: Baker = Baker(oven: nil), configuration: WorkerConfiguration = WorkerConfiguration()
    ) throws -> Worker {
        try Worker(
            baker, score: .bakery, broker: roads,
            store: try Store.open(path: path("baker"), participant: baker), configuration: configuration,
            logger: log.logger)
    }

    func till() throws -> Worker {
        try Worker(
            Till(), score: .bakery, broker: direct,
            store: try Store.open(path: path("till"), participant: Till()), logger: quiet)
    }

    /// Runs the baker alone while `body` runs.
    func withBaker<Value: Sendable>(_ body: @Sendable (Worker) async throws -> Value) async throws -> Value {
        let baker = try self.baker()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await baker.run() }
            defer { group.cancelAll() }
            try await until("it is ready") { await baker.health.isReady }
            return try await body(baker)
        }
    }

    /// Runs both while `body` runs with the baker.
    func withWorkers<Value: Sendable>(
        _ baker: Baker = Baker(oven: nil), configuration: WorkerConfiguration = WorkerConfiguration(),
        _ body: @Sendable (Worker) async throws -> Value
    ) async throws -> Value {
        let (baker, till) = (try self.baker(baker, configuration: configuration), try self.till())
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await baker.run() }
            group.addTask { try await till.run() }
            defer { group.cancelAll() }
            try await until("both are ready") {
                let (first, second) = await (baker.health, till.health)
                return first.isReady && second.isReady
            }
            return try await body(baker)
        }
    }

    /// A connection of the administrator's, past the proxies.
    func connection() async throws -> Connection {
        var configuration = try ConnectionConfiguration(url: node.amqpURL(vhost: topology.virtualHost))
        (configuration.heartbeat, configuration.connectTimeout) = (.seconds(2), .seconds(10))
        configuration.confirmTimeout = .seconds(5)
        return try await Connection.open(configuration, logger: quiet)
    }

    /// What a worker's database holds, read from outside.
    func rows<Value: DatabaseValueConvertible & Sendable>(
        _ participant: String, _ sql: String
    ) async throws -> [Value] {
        try await DatabaseQueue(path: path(participant)).read { db in try Value.fetchAll(db, sql: sql) }
    }

    /// How many events the baker has said and not deleted yet.
    func outboxRows() async throws -> Int {
        let counts: [Int] = try await rows("baker", "SELECT count(*) FROM outbox")
        return counts.reduce(0, +)
    }
}
