import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import RabbitMQManagement
import Testing

@testable import struct Choreography.Store

/// A running baker on the real broker, and everyone who may attack it.
struct HostileBench: Sendable {
    let host: VirtualHost
    let worker: Worker
    private let path: String
    private let operates: Connection

    /// Runs the baker while `body` runs.
    static func run(_ body: @Sendable (HostileBench) async throws -> Void) async throws {
        let host = try await SharedNode.prepare(.bakery)
        let folder = FileManager.default.temporaryDirectory.appending(path: "hostile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "baker.sqlite").path
        let baker = Baker(oven: nil)
        let worker = try Worker(
            baker, score: .bakery, broker: try host.adapter("baker"),
            store: try Store.open(path: path, participant: baker), logger: quiet)
        let operates = try await Connection.open(host.configuration(Topology.operatorUser), logger: quiet)
        let bench = HostileBench(host: host, worker: worker, path: path, operates: operates)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            try await body(bench)
        }
        await operates.close()
    }

    /// Publishes as this user, who logs in with the library's own client.
    func publish(_ message: Message, as user: String) async throws -> PublishOutcome {
        let publisher = try await host.adapter(user).openPublisher(checking: [])
        let outcomes = await publisher.publish([message])
        await publisher.close()
        return try #require(outcomes.first)
    }

    func order(
        _ order: String, id: String = UUID().uuidString, user: String? = "window", type: String? = nil,
        key: String = "window.ordered", exchange: String = Topology.eventsExchange, headers: FieldTable = [:]
    ) -> Message {
        Message(
            exchange: exchange, routingKey: key,
            properties: BasicProperties(headers: headers, messageID: id, type: type, userID: user),
            body: Array(#"{"order":"\#(order)","loaves":1}"#.utf8))
    }

    /// Publishes raw bytes as the shop window, whose orders the baker hears.
    func publishRaw(_ properties: [UInt8], body: [UInt8]) async throws -> RawPublisher.Answer {
        try await RawPublisher(port: host.port, virtualHost: host.name, user: "window")
            .publish(key: "window.ordered", properties: properties, body: body)
    }

    func bakes() async throws -> Set<String> {
        try await DatabaseQueue(path: path).read { db in
            try Set(String.fetchAll(db, sql: "SELECT order_id FROM bakes"))
        }
    }

    /// A good order has its effect, so everything before it was seen to; the worker is well.
    func expectHealthy(_ order: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let outcome = try await publish(self.order(order), as: "window")
        #expect(outcome == .confirmed, sourceLocation: sourceLocation)
        try await until("\(order) is baked", sourceLocation: sourceLocation) {
            try await bakes().contains(order)
        }
        try await until("it is ready", sourceLocation: sourceLocation) { await worker.health.isReady }
    }

    /// The one dead letter that there is; it is taken away.
    func onlyDeadLetter(
        _ what: String = "a dead letter", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Delivery {
        var found: Delivery?
        try await until("\(what): dead letter", sourceLocation: sourceLocation) {
            found = try await operates.get(queue: "baker.dlq")?.delivery
            return found != nil
        }
        let letter = try #require(found)
        try await operates.settle([.ack(letter.tag)])
        let second = try await operates.get(queue: "baker.dlq")
        #expect(second == nil, "\(what): two dead letters", sourceLocation: sourceLocation)
        return letter
    }

    /// Everything that the baker has said, as the till is to hear it.
    func said() async throws -> [Delivery] {
        var deliveries: [Delivery] = []
        while let (delivery, _) = try await operates.get(queue: "till") { deliveries.append(delivery) }
        return deliveries
    }

    func expectNoDeadLetter(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await operates.get(queue: "baker.dlq") == nil, sourceLocation: sourceLocation)
    }
}
