import RabbitMQ
import Testing

/// Consuming and settling with a real broker.
@Suite(.timeLimit(.minutes(3))) struct DeliveryTests {
    @Test func everyKindOfFieldComesBackThroughTheBroker() async throws {
        let bench = try await Bench()
        let properties = BasicProperties(
            contentType: "application/json", headers: WireTests.everyKind, deliveryMode: .persistent,
            priority: 3,
            correlationID: "order", messageID: "id", timestamp: 1_700_000_000, type: "t", appID: "app")
        let message = Message(exchange: "", routingKey: bench.queue, properties: properties, body: [1, 2])
        #expect(try await bench.publish([message]) == [.confirmed])
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 10)
        let delivery = try #require(try await consumer.nextBatch()?.first)
        #expect(delivery.properties == properties)
        #expect(delivery.body == [1, 2])
        #expect(delivery.routingKey == bench.queue)
        #expect(!delivery.redelivered)
        await bench.connection.close()
    }

    @Test func bodiesOfEverySize() async throws {
        let bench = try await Bench()
        let sizes = [0, 1, 131_064, 131_065, 256 << 10, 3_000_000]
        let bodies = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) } }
        #expect(try await bench.publish(bodies.map { bench.message($0) }).allSatisfy { $0 == .confirmed })
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 0)
        let deliveries = try await collect(sizes.count, from: consumer)
        for (delivery, body) in zip(deliveries, bodies) { #expect(delivery.body == body) }
        await bench.connection.close()
    }

    @Test func settlingInAllWays() async throws {
        let bench = try await Bench()
        _ = try await bench.publish((0..<6).map { bench.message([$0]) })
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 6)
        _ = try await collect(6, from: consumer)
        try await consumer.settle([
            .ack(2, multiple: true), .nack(3, requeue: false), .nack(4, requeue: true),
            .reject(5, requeue: true),
        ])
        let again = try await collect(2, from: consumer)
        #expect(Set(again.map(\.body)) == [[3], [4]])
        #expect(again.allSatisfy { $0.redelivered })
        await consumer.close()
        #expect(try await consumer.nextBatch() == nil)
        let left = try await eventually {
            try await bench.connection.declareQueue(bench.queue, exclusive: true, passive: true).messages == 3
        }
        #expect(left)
        await bench.connection.close()
    }

    @Test func cancellingHandsOutWhatArrivedAndStillSettles() async throws {
        let bench = try await Bench()
        _ = try await bench.publish((0..<10).map { bench.message([$0]) })
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 0)
        try await consumer.cancel()
        var received: [Delivery] = []
        for try await batch in consumer.batches { received += batch }
        #expect(received.count == 10)
        try await consumer.settle([.ack(received.last?.tag ?? 0, multiple: true)])
        _ = try await bench.publish([bench.message([99])])
        #expect(try await bench.connection.purgeQueue(bench.queue) == 1)
        await bench.connection.close()
    }

    @Test func aCancelledTaskStopsWaiting() async throws {
        let bench = try await Bench()
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        let waiting = Task { try await consumer.nextBatch() }
        waiting.cancel()
        #expect(try await waiting.value == nil)
        await bench.connection.close()
    }

    @Test func aDeletedQueueCancelsItsConsumer() async throws {
        let bench = try await Bench()
        let other = try await bench.connection.declareQueue("", durable: false, exclusive: true).name
        let consumer = try await bench.connection.consume(queue: other, prefetch: 1)
        try await bench.connection.deleteQueue(other)
        let error = await #expect(throws: AMQPError.self) { try await consumer.nextBatch() }
        #expect(error?.code == .consumerCancelled)
        await bench.connection.close()
    }

    @Test func anUnknownDeliveryTagEndsTheChannelOnly() async throws {
        let bench = try await Bench()
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        try await consumer.settle([.ack(77)])
        let error = await #expect(throws: AMQPError.self) { try await consumer.nextBatch() }
        #expect(error?.code == .preconditionFailed)
        #expect(try await bench.publish([bench.message()]) == [.confirmed])
        await bench.connection.close()
    }

    @Test func aConnectionThatNobodyHoldsIsCut() async throws {
        let queue = try await SharedBroker.connect().declareQueue("", durable: false, exclusive: true).name
        let other = try await SharedBroker.connect()
        let isGone = try await eventually {
            do throws(AMQPError) {
                try await other.declareQueue(queue, passive: true)
                return false
            } catch { return error.code == .notFound }
        }
        #expect(isGone)
        await other.close()
    }

    @Test func gettingOneByOne() async throws {
        let bench = try await Bench()
        #expect(try await bench.connection.get(queue: bench.queue) == nil)
        _ = try await bench.publish([bench.message([1]), bench.message([2])])
        let first = try #require(try await bench.connection.get(queue: bench.queue))
        #expect(first.delivery.body == [1])
        #expect(first.remaining == 1)
        try await bench.connection.settle([.ack(first.delivery.tag)])
        let second = try #require(try await bench.connection.get(queue: bench.queue))
        try await bench.connection.settle([.reject(second.delivery.tag, requeue: true)])
        let again = try #require(try await bench.connection.get(queue: bench.queue))
        #expect(again.delivery.redelivered)
        await bench.connection.close()
    }
}

private func == (value: (delivery: Delivery, remaining: UInt32)?, nothing: _OptionalNilComparisonType) -> Bool
{
    if case .none = value { true } else { false }
}

private func == (value: [Delivery]?, nothing: _OptionalNilComparisonType) -> Bool {
    if case .none = value { true } else { false }
}
