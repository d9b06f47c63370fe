import Choreography
import RabbitMQ
import Synchronization

/// A subscription to an ``InMemoryQueue``.
struct InMemoryConsumer: BrokerConsumer {
    let number: Int
    let queue: InMemoryQueue
    let deadLetter: @Sendable (Delivery) async -> Void

    func nextBatch() async throws(AMQPError) -> [Delivery]? {
        do {
            return try await queue.next(number)
        } catch let error as AMQPError {
            throw error
        } catch {
            throw AMQPError(.connectionLost, "\(error)")
        }
    }

    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        for delivery in try await queue.settle(settlements, by: number) { await deadLetter(delivery) }
    }

    func cancel() async throws(AMQPError) { await queue.cancel(number) }

    func close() async { await queue.end(number) }
}

/// A publisher to an ``InMemoryBroker``.
struct InMemoryPublisher: BrokerPublisher {
    let broker: InMemoryBroker
    private let end = AsyncStream.makeStream(of: Void.self)

    init(broker: InMemoryBroker) { self.broker = broker }

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        var outcomes: [PublishOutcome] = []
        for message in messages { outcomes.append(await broker.publish(message)) }
        return outcomes
    }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        for await _ in end.stream {}
    }

    func close() async { end.continuation.finish() }
}
