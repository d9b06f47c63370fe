import Choreography
import Foundation
import RabbitMQ
import Synchronization
import Testing

extension FaultBench {
    /// Sends orders until the broker has confirmed each, as a careful customer does.
    func order(_ orders: [String], exchange: String = Topology.eventsExchange) async throws {
        var open = orders
        try await until("all orders are confirmed", within: .seconds(40)) {
            guard let connection = try? await connection() else { return false }
            defer { Task { await connection.close() } }
            guard let publisher = try? await connection.makePublisher() else { return false }
            let outcomes = await publisher.publish(open.map { Self.message($0, exchange: exchange) })
            open = zip(open, outcomes).filter { $1 != .confirmed }.map(\.0)
            return open.isEmpty
        }
    }

    func order(_ count: Int, named name: String = "o") async throws -> [String] {
        let orders = (0..<count).map { "\(name)-\($0)" }
        try await order(orders)
        return orders
    }

    /// Orders keep coming while `body` runs; all of them.
    func whileOrdersCome(_ body: @Sendable () async throws -> Void) async throws -> [String] {
        let over = Flag()
        return try await withThrowingTaskGroup(of: [String].self) { group in
            group.addTask {
                var orders: [String] = []
                while !over.isSet {
                    orders += try await self.order(5, named: "o-\(orders.count)")
                    try await Task.sleep(for: .milliseconds(10))
                }
                return orders
            }
            defer { group.cancelAll() }
            try await body()
            over.set()
            return try await group.next() ?? []
        }
    }

    /// Through the default exchange it goes to the baker's queue alone, whatever the exchanges are up to.
    private static func message(_ order: String, exchange: String) -> Message {
        message(
            #"{"order":"\#(order)","loaves":1}"#, id: order, exchange: exchange,
            key: exchange.isEmpty ? "baker" : LoafOrdered.type.rawValue)
    }

    static func message(
        _ body: String, id: String, type: EventType = LoafOrdered.type, exchange: String, key: String
    ) -> Message {
        Message(
            exchange: exchange, routingKey: key,
            properties: BasicProperties(deliveryMode: .persistent, messageID: id, type: type.rawValue),
            body: Array(body.utf8))
    }

    /// Each order was baked once and counted once, nothing is left over and nothing is a dead letter.
    func expectOnce(
        _ orders: [String], counted: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await until(
            "all \(orders.count) orders are baked and said", within: .seconds(30),
            sourceLocation: sourceLocation
        ) {
            let baked: [Int] = try await rows("baker", "SELECT count(DISTINCT order_id) FROM bakes")
            let left = try await outboxRows()
            return baked == [orders.count] && left == 0
        }
        #expect(
            try await rows("baker", "SELECT order_id FROM bakes ORDER BY 1") == orders.sorted(),
            sourceLocation: sourceLocation)
        guard counted else { return }
        try await until("all orders are counted", within: .seconds(30), sourceLocation: sourceLocation) {
            try await rows("till", "SELECT count(DISTINCT order_id) FROM counted") == [orders.count]
        }
        #expect(
            try await rows("till", "SELECT order_id FROM counted ORDER BY 1") == orders.sorted(),
            sourceLocation: sourceLocation)
        try await expectQueues(sourceLocation)
    }

    private func expectQueues(_ sourceLocation: SourceLocation) async throws {
        let connection = try await connection()
        for queue in ["baker", "till", "baker.dlq", "till.dlq"] {
            let state = try await connection.declareQueue(queue, passive: true)
            #expect(state.messages == 0, "\(queue)", sourceLocation: sourceLocation)
        }
        await connection.close()
    }
}

/// Set once, for all to see.
final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

/// Waits until a worker is not ready, for a reason that has all these words.
func notReady(
    _ worker: Worker, _ words: String..., within limit: Duration = .seconds(60),
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    try await until("health says \(words)", within: limit, sourceLocation: sourceLocation) {
        await worker.health.reasons.contains { reason in words.allSatisfy { reason.contains($0) } }
    }
    #expect(await !worker.health.isReady, sourceLocation: sourceLocation)
}

/// Waits until a worker is ready again, without anybody's doing.
func ready(_ worker: Worker, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await until("it is ready again", within: .seconds(30), sourceLocation: sourceLocation) {
        await worker.health.isReady
    }
}
