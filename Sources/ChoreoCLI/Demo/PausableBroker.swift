import Choreography
import RabbitMQ

/// A broker whose deliveries can be held back, as if their consumer's process were stopped.
actor PausableBroker: Broker {
    private let broker: any Broker
    private var isPaused = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ broker: any Broker) { self.broker = broker }

    func pause() { isPaused = true }

    func resume() {
        isPaused = false
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// Returns at once unless paused.
    fileprivate func passGate() async {
        guard isPaused else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        GatedConsumer(gate: self, consumer: try await broker.openConsumer(queue: queue, prefetch: prefetch))
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        try await broker.openPublisher(checking: exchanges)
    }
}

private struct GatedConsumer: BrokerConsumer {
    let gate: PausableBroker
    let consumer: any BrokerConsumer

    func nextBatch() async throws(AMQPError) -> [Delivery]? {
        let batch = try await consumer.nextBatch()
        await gate.passGate()
        return batch
    }

    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        try await consumer.settle(settlements)
    }
    func cancel() async throws(AMQPError) { try await consumer.cancel() }
    func close() async { await consumer.close() }
}
