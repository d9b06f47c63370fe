import Choreography
import RabbitMQ
import Synchronization

/// An ``InMemoryBroker`` as one of its users meets it.
struct InMemoryConnection: Broker {
    let broker: InMemoryBroker
    let user: String

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        try await broker.subscribe(to: queue, prefetch: prefetch, as: user)
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        try await broker.makePublisher(checking: exchanges, as: user)
    }
}

/// A subscription to a queue of an ``InMemoryBroker``.
struct InMemoryConsumer: BrokerConsumer {
    let broker: InMemoryBroker
    let queue: String
    let number: Int

    func nextBatch() async throws(AMQPError) -> [Delivery]? { try await broker.next(of: self).get() }

    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        try await broker.settle(settlements, by: self)
    }

    func cancel() async throws(AMQPError) { await broker.cancel(self) }

    func close() async { await broker.end(self) }
}

/// A publisher to an ``InMemoryBroker``.
final class InMemoryPublisher: BrokerPublisher {
    let broker: InMemoryBroker
    let number: Int
    let user: String?
    private let reason = Mutex<AMQPError?>(nil)
    private let end = AsyncStream.makeStream(of: Void.self)

    init(broker: InMemoryBroker, number: Int, user: String?) {
        self.broker = broker
        self.number = number
        self.user = user
    }

    /// Why it has ended.
    var ending: AMQPError? { reason.withLock(\.self) }

    /// Ends it; the first reason stays.
    func end(_ error: AMQPError) {
        reason.withLock { $0 = $0 ?? error }
        end.continuation.finish()
    }

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        await broker.publish(messages, through: self)
    }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        for await _ in end.stream {}
    }

    func close() async {
        await broker.end(self, AMQPError(.alreadyClosed, "the publisher was closed by this process"))
    }
}
