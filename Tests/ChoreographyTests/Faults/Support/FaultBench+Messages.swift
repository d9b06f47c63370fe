import Choreography
import RabbitMQ
import Testing

extension FaultBench {
    /// Sends an order with a body of the test's choice.
    func send(_ body: String, id: String, as type: EventType = LoafOrdered.type) async throws {
        let connection = try await connection()
        let message = Self.message(
            body, id: id, type: type, exchange: Topology.eventsExchange, key: type.rawValue)
        #expect(try await connection.makePublisher().publish([message]) == [.confirmed])
        await connection.close()
    }

    /// Takes one message out of a queue, once there is one.
    func take(from queue: String) async throws -> Delivery {
        let connection = try await connection()
        let consumer = try await connection.consume(queue: queue, prefetch: 1)
        let delivery = try #require(try await consumer.nextBatch()?.first)
        try await consumer.settle([.ack(delivery.tag, multiple: false)])
        await connection.close()
        return delivery
    }

    /// For which orders the history has events of a type, in the order in which they were published.
    func history(of type: EventType) async throws -> [String] {
        let end: EventType = "test.end"
        try await send("{}", id: "end", as: end)
        let connection = try await connection()
        let consumer = try await connection.consume(
            queue: Topology.historyQueue, prefetch: 100, arguments: ["x-stream-offset": "first"])
        var orders: [String] = []
        reading: while let batch = try await consumer.nextBatch() {
            for delivery in batch {
                if delivery.routingKey == end.rawValue { break reading }
                guard delivery.routingKey == type.rawValue else { continue }
                orders.append(try #require(delivery.properties.correlationID))
            }
            try await consumer.settle([.ack(batch.last?.tag ?? 0, multiple: true)])
        }
        await connection.close()
        return orders
    }
}
