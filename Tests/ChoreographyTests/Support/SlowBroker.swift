import Choreography
import ChoreographyTesting
import RabbitMQ

/// A broker that takes its time to confirm.
struct SlowBroker: Broker {
    let broker: InMemoryBroker

    init(_ broker: InMemoryBroker) { self.broker = broker }

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        try await broker.openConsumer(queue: queue, prefetch: prefetch)
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        SlowPublisher(publisher: try await broker.openPublisher(checking: exchanges))
    }
}

private struct SlowPublisher: BrokerPublisher {
    let publisher: any BrokerPublisher

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        // What is cut off before it was confirmed has not been published at all.
        do { try await Task.sleep(for: .milliseconds(200)) } catch { return messages.map { _ in .nacked } }
        return await publisher.publish(messages)
    }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        await publisher.ended(whenBlocked: whenBlocked)
    }

    func close() async { await publisher.close() }
}
