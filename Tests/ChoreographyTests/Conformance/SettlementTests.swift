import Choreography
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Every broker") struct SettlementTests {
        @Test("delivers again what was not settled, and says so", arguments: Adapter.allCases)
        func redelivers(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b", "c"])
            let first = try await echo.consumer()
            _ = try await first.take(3)
            try await first.settle([.ack(2, multiple: false)])
            await first.close()
            let again = try await echo.drain("echo", 2)
            #expect(again.map(\.text) == ["a", "c"])
            #expect(again.map(\.redelivered) == [true, true])
        }

        @Test("settles all up to a delivery and none behind it", arguments: Adapter.allCases)
        func multiple(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b", "c", "d", "e"])
            let consumer = try await echo.consumer()
            _ = try await consumer.take(5)
            try await consumer.settle([.ack(1), .ack(3, multiple: true)])
            await consumer.close()
            #expect(try await echo.drain("echo", 2).map(\.text) == ["d", "e"])
        }

        @Test("puts what is requeued in front of the rest, in its order", arguments: Adapter.allCases)
        func requeues(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b", "c", "d"])
            let consumer = try await echo.consumer(prefetch: 3)
            #expect(try await consumer.take(3).map(\.text) == ["a", "b", "c"])
            try await consumer.settle([.reject(1, requeue: true), .nack(3, multiple: true, requeue: true)])
            let again = try await consumer.take(3)
            #expect(again.map(\.text) == ["a", "b", "c"])
            #expect(again.map(\.redelivered) == [true, true, true])
            #expect(again.map(\.tag) == [4, 5, 6])
            try await consumer.settle([.ack(6, multiple: true)])
            let last = try await consumer.take(1)
            #expect(last.map(\.text) == ["d"])
            #expect(last.map(\.redelivered) == [false])
            await consumer.close()
        }

        @Test("ends the subscription that settles an unknown delivery", arguments: Adapter.allCases)
        func unknownTag(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a"])
            let consumer = try await echo.consumer()
            _ = try await consumer.take(1)
            try await consumer.settle([.ack(99, multiple: false)])
            let error = await #expect(throws: AMQPError.self) { _ = try await consumer.nextBatch() }
            #expect(error?.code == .preconditionFailed)
            await consumer.close()
            #expect(try await echo.drain("echo", 1).map(\.redelivered) == [true])
        }

        @Test("takes one acknowledgement for a delivery and no second", arguments: Adapter.allCases)
        func twice(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b"])
            let consumer = try await echo.consumer()
            _ = try await consumer.take(2)
            try await consumer.settle([.ack(1), .ack(1)])
            let error = await #expect(throws: AMQPError.self) { _ = try await consumer.nextBatch() }
            #expect(error?.code == .preconditionFailed)
            await consumer.close()
            #expect(try await echo.drain("echo", 1).map(\.text) == ["b"])
        }

        @Test(
            "that goes away ends subscriptions and publishers; queues keep their messages",
            arguments: Adapter.allCases)
        func disconnects(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b"])
            let (consumer, publisher) = try await (echo.consumer(prefetch: 1), echo.publisher())
            _ = try await consumer.take(1)
            try await consumer.settle([.ack(1)])
            // The broker has heard of the acknowledgement, or there would be no room.
            _ = try await consumer.take(1)
            let waiting = Task { try await consumer.nextBatch() }
            try await echo.disconnect()
            await publisher.ended { _ in }
            let error = await #expect(throws: AMQPError.self) { _ = try await waiting.value }
            #expect(error?.isTransient == true)
            let outcome = await publisher.publish([ConformanceBroker.message("c")]).first
            #expect(outcome?.unknown != nil)
            let again = try await echo.drain("echo", 1)
            #expect(again.map(\.text) == ["b"])
            #expect(again.map(\.redelivered) == [true])
            await consumer.close()
            await publisher.close()
        }
    }
}
