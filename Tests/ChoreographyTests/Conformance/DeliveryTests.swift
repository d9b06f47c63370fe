import Choreography
import RabbitMQ
import Testing

typealias Adapter = ConformanceBroker.Adapter

extension BrokerTests {
    /// What the runtime relies on, held by every adapter of the broker port.
    @Suite("Every broker delivers") struct DeliveryTests {
        @Test("what was confirmed, in order and unchanged", arguments: Adapter.allCases)
        func inOrder(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let bodies = (0..<50).map { "\($0)" }
            try await echo.publish(bodies)
            let consumer = try await echo.consumer()
            let deliveries = try await consumer.take(50)
            #expect(deliveries.map(\.text) == bodies)
            #expect(deliveries.map(\.tag) == Array(1...50))
            let first = try #require(deliveries.first)
            #expect(first.properties == ConformanceBroker.message("0").properties)
            #expect(first.exchange == Topology.eventsExchange && first.routingKey == "echo.said")
            #expect(!first.redelivered)
            try await consumer.settle([.ack(50, multiple: true)])
            await consumer.close()
            try await until("the queue is empty") { try await echo.depth("echo") == 0 }
        }

        @Test("no more than the prefetch at a time; settling makes room", arguments: Adapter.allCases)
        func prefetch(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish((0..<10).map { "\($0)" })
            let consumer = try await echo.consumer(prefetch: 3)
            #expect(try await consumer.take(3).count == 3)
            try await consumer.settle([.ack(3, multiple: true)])
            #expect(try await consumer.take(3).map(\.tag) == [4, 5, 6])
            try await consumer.settle([.ack(5, multiple: false)])
            #expect(try await consumer.take(1).map(\.tag) == [7])
            await consumer.close()
        }

        @Test(
            "to one of two consumers each, and to the other what the first leaves",
            arguments: Adapter.allCases)
        func twoConsumers(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let (first, second) = (
                try await echo.consumer(prefetch: 1), try await echo.consumer(prefetch: 1)
            )
            try await echo.publish(["a", "b", "c"])
            let taken = try await (first.take(1), second.take(1))
            #expect(Set((taken.0 + taken.1).map(\.text)) == ["a", "b"])
            await first.close()
            try await second.settle([.ack(1)])
            let again = try await second.take(1)
            #expect(again.map(\.text) == taken.0.map(\.text))
            #expect(again.map(\.redelivered) == [true])
            await second.close()
        }

        @Test(
            "after a cancel what was received, then nothing more; it can still be settled",
            arguments: Adapter.allCases)
        func cancels(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b", "c", "d"])
            let consumer = try await echo.consumer(prefetch: 2)
            var received = try await consumer.take(1)
            try await consumer.cancel()
            while let batch = try await consumer.nextBatch() { received += batch }
            #expect(try await consumer.nextBatch() == nil)
            #expect(received.map(\.text) == ["a", "b"].prefix(received.count).map(\.self))
            try await consumer.settle([.ack(try #require(received.last).tag, multiple: true)])
            await consumer.close()
            let rest = try await echo.drain("echo", 4 - received.count)
            #expect(received.map(\.text) + rest.map(\.text) == ["a", "b", "c", "d"])
        }

        @Test("to the next one who waits, when the waiting task was cancelled", arguments: Adapter.allCases)
        func cancelledTask(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let consumer = try await echo.consumer()
            let waiting = Task { try await consumer.nextBatch() }
            waiting.cancel()
            #expect(try await waiting.value == nil)
            try await echo.publish(["a"])
            #expect(try await consumer.take(1).map(\.text) == ["a"])
            await consumer.close()
        }

        @Test("nothing once it was closed", arguments: Adapter.allCases)
        func closed(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a"])
            let consumer = try await echo.consumer()
            _ = try await consumer.take(1)
            await consumer.close()
            let error = await #expect(throws: AMQPError.self) { try await consumer.settle([.ack(1)]) }
            #expect(error?.code == .alreadyClosed)
            #expect(try await echo.drain("echo", 1).map(\.redelivered) == [true])
        }

        @Test("nothing from a queue that is not there, and names it", arguments: Adapter.allCases)
        func missingQueue(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let error = await #expect(throws: AMQPError.self) {
                _ = try await echo.consumer(of: "nowhere", as: Topology.operatorUser)
            }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("nowhere") == true)
        }
    }
}
