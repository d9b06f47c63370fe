import Choreography
import RabbitMQ

/// A way to a broker on which everything happens to messages that may happen to them; none is lost for good once it
/// was confirmed.
struct FaultyBroker: Broker {
    let broker: InMemoryBroker
    let chance: SimulationChance
    /// Publishes something later, which counts as unrest until then.
    let later: @Sendable (Message, Duration) -> Void

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        FaultyConsumer(
            consumer: try await broker.openConsumer(queue: queue, prefetch: prefetch), chance: chance)
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        FaultyPublisher(publisher: try await broker.openPublisher(checking: exchanges), way: self)
    }

    static let lost = AMQPError(.connectionLost, "the connection is gone")
}

private struct FaultyConsumer: BrokerConsumer {
    let consumer: any BrokerConsumer
    let chance: SimulationChance

    func nextBatch() async throws(AMQPError) -> [Delivery]? {
        let batch = try await consumer.nextBatch()
        try await cutPerhaps()
        return batch
    }

    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        try await cutPerhaps()
        try await consumer.settle(settlements)
    }

    private func cutPerhaps() async throws(AMQPError) {
        guard chance.strikes(.consumerCut) else { return }
        await consumer.close()
        throw FaultyBroker.lost
    }

    func cancel() async throws(AMQPError) { try await consumer.cancel() }

    func close() async { await consumer.close() }
}

private struct FaultyPublisher: BrokerPublisher {
    let publisher: any BrokerPublisher
    let way: FaultyBroker

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        var outcomes: [PublishOutcome] = []
        for message in messages {
            guard let outcome = await publish(message) else { break }
            outcomes.append(outcome)
        }
        if outcomes.count < messages.count {
            await publisher.close()
            outcomes += messages.dropFirst(outcomes.count).map { _ in .unknown(FaultyBroker.lost) }
        }
        return outcomes
    }

    /// Nil when the connection has ended, with the message or without it.
    private func publish(_ message: Message) async -> PublishOutcome? {
        let chance = way.chance
        if chance.strikes(.messageLost) { return nil }
        if chance.strikes(.refused) { return .nacked }
        let isEvent = message.exchange == Topology.eventsExchange
        if isEvent, chance.strikes(.duplicated) { _ = await publisher.publish([message]) }
        let outcome: PublishOutcome
        // The broker has it, and is slow.
        if isEvent, chance.strikes(.delayed) {
            way.later(message, chance.duration(.milliseconds(1) ... .seconds(120)))
            outcome = .confirmed
        } else {
            outcome = await publisher.publish([message])[0]
        }
        return chance.strikes(.confirmLost) ? nil : outcome
    }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        await publisher.ended(whenBlocked: whenBlocked)
    }

    func close() async { await publisher.close() }
}
