import Choreography
import ChoreographyTesting
import RabbitMQ
import Testing

/// What the runtime relies on, held by every adapter of the broker port. One after the other, since the users
/// that come with a topology are the node's.
@Suite("Every broker", .serialized, .timeLimit(.minutes(3))) struct BrokerConformanceTests {
    typealias Adapter = ConformanceBroker.Adapter

    @Test("delivers what was confirmed, in order and unchanged", arguments: Adapter.allCases)
    func delivers(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        let bodies = (0..<50).map { "\($0)" }
        try await echo.publish(bodies)
        let consumer = try await echo.consumer()
        let deliveries = try await consumer.take(50)
        #expect(deliveries.map { String(decoding: $0.body, as: UTF8.self) } == bodies)
        #expect(deliveries.map(\.tag) == Array(1...50))
        let first = try #require(deliveries.first)
        #expect(first.properties == ConformanceBroker.message("0").properties)
        #expect(first.exchange == Topology.eventsExchange && first.routingKey == "echo.said")
        #expect(!first.redelivered)
        try await consumer.settle([.ack(50, multiple: true)])
        try await until("the queue is empty") { try await echo.depth("echo") == 0 }
        await consumer.close()
    }

    @Test("delivers again what was not settled, and says so", arguments: Adapter.allCases)
    func redelivers(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        try await echo.publish(["a", "b", "c"])
        let first = try await echo.consumer()
        _ = try await first.take(3)
        try await first.settle([.ack(2, multiple: false)])
        await first.close()
        let second = try await echo.consumer()
        let again = try await second.take(2)
        #expect(again.map { String(decoding: $0.body, as: UTF8.self) } == ["a", "c"])
        #expect(again.map(\.redelivered) == [true, true])
        await second.close()
    }

    @Test("hands out no more than the prefetch at a time", arguments: Adapter.allCases)
    func prefetch(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        try await echo.publish((0..<10).map { "\($0)" })
        let consumer = try await echo.consumer(prefetch: 3)
        #expect(try await consumer.take(3).count == 3)
        try await consumer.settle([.ack(3, multiple: true)])
        #expect(try await consumer.take(3).map(\.tag) == [4, 5, 6])
        await consumer.close()
    }

    @Test(
        "after a cancel hands out what was received, then ends; it can still be settled",
        arguments: Adapter.allCases)
    func cancels(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        try await echo.publish(["a"])
        let consumer = try await echo.consumer()
        let deliveries = try await consumer.take(1)
        try await consumer.cancel()
        #expect(try await consumer.nextBatch() == nil)
        try await consumer.settle([.ack(try #require(deliveries.first).tag, multiple: false)])
        await consumer.close()
        try await until("the queue is empty") { try await echo.depth("echo") == 0 }
    }

    @Test("puts what was rejected for good into the dead letters", arguments: Adapter.allCases)
    func rejects(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        try await echo.publish(["a", "b"])
        let consumer = try await echo.consumer()
        _ = try await consumer.take(2)
        try await consumer.settle([.reject(1, requeue: false), .ack(2, multiple: false)])
        try await until("it is there") { try await echo.depth("echo.dlq") == 1 }
        await consumer.close()
    }

    @Test("ends the subscription that settles an unknown delivery", arguments: Adapter.allCases)
    func unknownTag(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        let consumer = try await echo.consumer()
        do { try await consumer.settle([.ack(99, multiple: false)]) } catch {
            #expect(error.code == .preconditionFailed)
        }
        await #expect(throws: AMQPError.self) { _ = try await consumer.nextBatch() }
        await consumer.close()
    }

    @Test(
        "returns what no queue takes, and confirms what the history alone takes",
        arguments: Adapter.allCases)
    func returns(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        let publisher = try await echo.broker.openPublisher(
            checking: [Topology.eventsExchange, Topology.deadLettersExchange])
        let outcomes = await publisher.publish([
            ConformanceBroker.message("a", to: Topology.deadLettersExchange, key: "nobody"),
            ConformanceBroker.message("b", key: "echo.unheard"),
        ])
        #expect(outcomes == [.returned(code: 312, text: "NO_ROUTE"), .confirmed])
        await publisher.close()
        await publisher.ended { _ in }
    }

    @Test("names the exchange that is missing", arguments: Adapter.allCases)
    func missingExchange(_ adapter: Adapter) async throws {
        let echo = try await ConformanceBroker.make(adapter)
        let error = await #expect(throws: AMQPError.self) {
            _ = try await echo.broker.openPublisher(checking: [Topology.eventsExchange, "nowhere"])
        }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("nowhere") == true)
    }
}
