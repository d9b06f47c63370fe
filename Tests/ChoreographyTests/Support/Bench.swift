import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Logging
import RabbitMQ
import Testing

@testable import struct Choreography.Store

let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

/// A running baker with an in-memory broker and a real SQLite file.
final class Bench: Sendable {
    let broker = InMemoryBroker(topology: Topology(.bakery))
    let clock: any WorkerClock
    let path: String
    private let folder: URL

    /// - Parameter disk: where the database is; the temporary folder by default.
    init(clock: any WorkerClock = SystemClock(), on disk: URL? = nil) throws {
        self.clock = clock
        folder = (disk ?? FileManager.default.temporaryDirectory)
            .appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "baker.sqlite").path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Runs the baker while `body` runs; then cancels it, which is as hard as an end in this process can be.
    func withBaker<Value: Sendable>(
        _ baker: Baker = Baker(oven: nil), configuration: WorkerConfiguration = WorkerConfiguration(),
        through other: (any Broker)? = nil, telemetry: Telemetry = .none, logger: Logger = quiet,
        _ body: @Sendable (Worker) async throws -> Value
    ) async throws -> Value {
        let store = try Store.open(path: path, participant: baker)
        let worker = try Worker(
            baker, score: .bakery, broker: other ?? broker, store: store, configuration: configuration,
            clock: clock,
            points: .none, telemetry: telemetry, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            return try await body(worker)
        }
    }

    /// What the database holds, read from outside.
    func rows<Value: DatabaseValueConvertible & Sendable>(_ sql: String) async throws -> [Value] {
        try await DatabaseQueue(path: path).read { db in try Value.fetchAll(db, sql: sql) }
    }

    func order(
        _ order: String, loaves: Int = 1, id: String = UUID().uuidString, user: String? = "window"
    ) async {
        await send(#"{"order":"\#(order)","loaves":\#(loaves)}"#, id: id, user: user)
    }

    func send(
        _ body: String, id: String? = UUID().uuidString, user: String? = "window", type: String? = nil,
        key: String = "window.ordered", exchange: String = Topology.eventsExchange, headers: FieldTable = [:]
    ) async {
        let outcome = await broker.publish(
            Message(
                exchange: exchange, routingKey: key,
                properties: BasicProperties(headers: headers, messageID: id, type: type, userID: user),
                body: Array(body.utf8)))
        #expect(outcome == .confirmed)
    }

    /// Every event of this type that was published.
    func said(_ type: EventType) async -> [Message] {
        await broker.history.filter { $0.routingKey == type.rawValue }
    }

    /// The baker's dead letters, once there are so many.
    func deadLetters(_ count: Int = 1) async throws -> [Delivery] {
        try await until("there are \(count) dead letters") {
            await broker.deadLetters(of: "baker").count >= count
        }
        return await broker.deadLetters(of: "baker")
    }

    /// Everything is handled, acknowledged and published.
    func settled(_ worker: Worker) async throws {
        try await until("all is settled") {
            let (depth, outbox) = await (broker.depth(of: "baker"), worker.health.outboxDepth)
            return depth == 0 && outbox == 0
        }
    }
}

/// Waits for a condition; fails, naming it, when it does not come true in time.
func until(
    _ what: String, within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "in vain: \(what)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension Bench {
    /// Copies of the last event said, as rows that a crash has left in the outbox.
    func seedOutbox(copies: Int, exchange: String? = nil, routingKey: String? = nil) async throws {
        let last = try #require(await said("baker.baked").last)
        try await DatabaseQueue(path: path).write { db in
            for number in 0..<copies {
                try db.execute(
                    sql: """
                        INSERT INTO outbox (sequence, message_id, exchange, routing_key, properties, body, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, 0)
                        """,
                    arguments: [
                        1000 + number, UUID().uuidString, exchange ?? last.exchange,
                        routingKey ?? last.routingKey,
                        Data(try last.properties.encoded()), Data(last.body),
                    ])
            }
        }
    }
}
