import Logging
import Metrics
import RabbitMQ

/// Consumes the participant's queue, screens what comes and hands it to the pipeline; subscribes again for
/// ever when the broker or the queue goes away.
actor Intake {
    private nonisolated let thread: any WorkerThread
    private let broker: any Broker
    private let screen: Screen
    private let configuration: WorkerConfiguration
    private let clock: any WorkerClock
    private let points: CrashPoints
    private let consumed: Counter?
    private let logger: Logger
    /// A worker that follows a crash takes a closer look at what was in hand before.
    private let suspectsRedelivered: Bool

    private var subscription: Subscription?
    private var loop: Task<Void, Never>?
    private var isStopped = false
    private var isPaused = false
    private let resumed = Doorbell()
    private(set) var isConsuming = false
    private var complaints = Complaints()

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        on thread: any WorkerThread, broker: any Broker, screen: Screen, configuration: WorkerConfiguration,
        clock: any WorkerClock,
        points: CrashPoints, consumed: Counter?, suspectsRedelivered: Bool, logger: Logger
    ) {
        self.thread = thread
        self.broker = broker
        self.screen = screen
        self.configuration = configuration
        self.clock = clock
        self.points = points
        self.consumed = consumed
        self.suspectsRedelivered = suspectsRedelivered
        self.logger = logger
    }

    /// Why it does not consume, as far as is known.
    var trouble: String? { complaints.last }

    /// Consumes until ``stop()`` or cancellation.
    func run(into pipeline: Pipeline) async {
        let loop = Task(executorPreference: thread) { [self] in await consumeForEver(into: pipeline) }
        self.loop = loop
        await withTaskCancellationHandler {
            await loop.value
        } onCancel: {
            loop.cancel()
        }
    }

    /// Asks for no more deliveries. Those received are still handled and can still be acknowledged.
    func stop() async {
        isStopped = true
        guard let subscription, isConsuming else {
            loop?.cancel()
            return
        }
        do {
            try await subscription.consumer.cancel()
        } catch {
            loop?.cancel()
        }
    }

    /// Asks nobody anything any more: ``run(into:)`` ends, whether the broker answers or not.
    func abandon() {
        isStopped = true
        loop?.cancel()
    }

    /// Consumes nothing until ``resume()``; what was received is handled, acknowledged, and the connection closed.
    func pause() async {
        isPaused = true
        guard let subscription, isConsuming else { return }
        logger.warning("consumption pauses", metadata: ["queue": "\(screen.participant)"])
        await cancel(subscription)
    }

    /// Consumes again.
    func resume() {
        isPaused = false
        resumed.ring()
    }

    private func cancel(_ subscription: Subscription) async {
        do {
            try await subscription.consumer.cancel()
        } catch {
            // Its connection is gone, and so the subscription ends as well.
            logger.debug("the subscription had ended", metadata: ["error": "\(error)"])
        }
    }

    /// Closes the connection, after the last acknowledgement.
    func close() async { await subscription?.consumer.close() }

    private func consumeForEver(into pipeline: Pipeline) async {
        var failures = 0
        while !isStopped && !Task.isCancelled {
            if isPaused {
                while isPaused, await resumed.isRung() {}
                continue
            }
            do {
                let consumer = try await broker.openConsumer(
                    queue: screen.participant, prefetch: configuration.prefetch)
                failures = 0
                try await consume(
                    Subscription(on: thread, consumer: consumer, logger: logger), into: pipeline)
            } catch {
                complaints.log("not consuming", error, to: logger)
            }
            isConsuming = false
            if isStopped || Task.isCancelled { return }
            if isPaused { await pipeline.drained() }
            await close()
            guard !isPaused else { continue }
            failures += 1
            await clock.pause(RetryPolicy.reconnect.delay(after: failures))
        }
    }

    private func consume(_ subscription: Subscription, into pipeline: Pipeline) async throws(AMQPError) {
        self.subscription = subscription
        isConsuming = true
        if isPaused { await cancel(subscription) }
        complaints = Complaints()
        logger.info("consuming", metadata: ["queue": "\(screen.participant)"])
        while let batch = try await subscription.nextBatch() {
            consumed?.increment(by: batch.count)
            var rest = batch
            if suspectsRedelivered {
                let suspects = batch.filter(\.redelivered).map { delivery in
                    Suspect(source: .delivery(subscription), delivery: delivery) {
                        await self.work(for: delivery, of: subscription)
                    }
                }
                if !suspects.isEmpty { await pipeline.accept(suspects: suspects) }
                // Should another event kill the process, the suspect in hand would be blamed for it.
                await pipeline.suspectsHandled()
                rest = batch.filter { !$0.redelivered }
            }
            var works: [Work] = []
            works.reserveCapacity(rest.count)
            for delivery in rest {
                if let work = await work(for: delivery, of: subscription) { works.append(work) }
            }
            await pipeline.accept(works)
        }
    }

    private func work(for delivery: Delivery, of subscription: Subscription) async -> Work? {
        points.reached(.received, delivery)
        switch screen.verdict(on: delivery, attempt: 0, at: clock.now()) {
        case .passed(let passed):
            return Work(
                source: .delivery(subscription), delivery: delivery, standing: .ready(passed, answer: nil))
        case .dead(let failure):
            return Work(source: .delivery(subscription), delivery: delivery, standing: .failed(failure))
        case .rejected(let failure):
            logger.error(
                "rejected unread, dead-lettered by the broker",
                metadata: Logger.Metadata(about: delivery, error: failure))
            await subscription.reject(delivery.tag)
            return nil
        }
    }
}
