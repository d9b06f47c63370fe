import Logging
import RabbitMQ

/// One subscription and what of it is not settled yet.
actor Subscription {
    private nonisolated let thread: any WorkerThread
    let consumer: any BrokerConsumer
    private var tracker = AckTracker()
    private let logger: Logger

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(on thread: any WorkerThread, consumer: any BrokerConsumer, logger: Logger) {
        self.thread = thread
        self.consumer = consumer
        self.logger = logger
    }

    /// The next deliveries; nil when the subscription was cancelled.
    func nextBatch() async throws(AMQPError) -> [Delivery]? {
        guard let batch = try await consumer.nextBatch() else { return nil }
        for delivery in batch { tracker.received(delivery.tag) }
        return batch
    }

    /// Acknowledges what is committed. When the connection is gone, the broker delivers again and the inbox
    /// stops the repetition, so a failure here is only worth a word.
    func acknowledge(_ tags: [UInt64]) async { await settle(tracker.finished(tags)) }

    /// Refuses a delivery for good.
    func reject(_ tag: UInt64) async { await settle(tracker.rejected(tag)) }

    private func settle(_ settlements: [Settlement]) async {
        guard !settlements.isEmpty else { return }
        do {
            try await consumer.settle(settlements)
        } catch {
            logger.debug("acknowledgement lost with its connection", metadata: ["error": "\(error)"])
        }
    }
}
