import Choreography
import RabbitMQ
import Synchronization

/// A broker connection that can be cut off at once, from any thread: from then on nothing gets through in
/// either direction.
final class SeverableBroker: Broker {
    private struct State {
        var isSevered = false
        var consumers: [any BrokerConsumer] = []
        var publishers: [any BrokerPublisher] = []
    }

    static let lost = AMQPError(.connectionLost, "the process has died")

    private let broker: any Broker
    private let state = Mutex(State())

    init(_ broker: any Broker) { self.broker = broker }

    var isSevered: Bool { state.withLock(\.isSevered) }

    /// Cuts it off. What was delivered and not settled stays with the broker as unsettled until ``close()``.
    func sever() { state.withLock { $0.isSevered = true } }

    /// Lets the broker notice.
    func close() async {
        sever()
        let (consumers, publishers) = state.withLock { ($0.consumers, $0.publishers) }
        for consumer in consumers { await consumer.close() }
        for publisher in publishers { await publisher.close() }
    }

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        guard !isSevered else { throw Self.lost }
        let consumer = try await broker.openConsumer(queue: queue, prefetch: prefetch)
        state.withLock { $0.consumers.append(consumer) }
        return SeverableConsumer(link: self, consumer: consumer)
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        guard !isSevered else { throw Self.lost }
        let publisher = try await broker.openPublisher(checking: exchanges)
        state.withLock { $0.publishers.append(publisher) }
        return SeverablePublisher(link: self, publisher: publisher)
    }
}

private struct SeverableConsumer: BrokerConsumer {
    let link: SeverableBroker
    let consumer: any BrokerConsumer

    func nextBatch() async throws(AMQPError) -> [Delivery]? {
        let batch = try await consumer.nextBatch()
        guard !link.isSevered else { throw SeverableBroker.lost }
        return batch
    }

    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        guard !link.isSevered else { throw SeverableBroker.lost }
        try await consumer.settle(settlements)
    }

    func cancel() async throws(AMQPError) {
        guard !link.isSevered else { throw SeverableBroker.lost }
        try await consumer.cancel()
    }

    func close() async { await consumer.close() }
}

private struct SeverablePublisher: BrokerPublisher {
    let link: SeverableBroker
    let publisher: any BrokerPublisher

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        guard !link.isSevered else { return messages.map { _ in .unknown(SeverableBroker.lost) } }
        let outcomes = await publisher.publish(messages)
        return link.isSevered ? messages.map { _ in .unknown(SeverableBroker.lost) } : outcomes
    }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        await publisher.ended(whenBlocked: whenBlocked)
    }

    func close() async { await publisher.close() }
}
