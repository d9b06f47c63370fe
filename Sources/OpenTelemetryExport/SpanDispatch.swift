import Logging
import Tracing

/// Sends what is in the queue, batch by batch; tries again what the collector may take later.
struct SpanDispatch {
    private let configuration: ExportConfiguration
    private let collector: Collector
    private let queue: SpanQueue
    private let logger: Logger
    private let resource: SpanAttributes
    private let scope: (name: String, version: String)
    private var isFailing = false

    init(
        _ configuration: ExportConfiguration, to collector: Collector, from queue: SpanQueue, logger: Logger
    ) {
        self.configuration = configuration
        self.collector = collector
        self.queue = queue
        self.logger = logger
        resource = [
            "service.name": .string(configuration.serviceName),
            "service.version": .string(configuration.serviceVersion),
            "telemetry.sdk.name": "choreography", "telemetry.sdk.language": "swift",
            "telemetry.sdk.version": .string(configuration.serviceVersion),
        ]
        scope = ("choreography", configuration.serviceVersion)
    }

    /// Until the queue is empty, or the task is cancelled.
    mutating func sendAll() async {
        while !Task.isCancelled {
            let spans = queue.take()
            guard !spans.isEmpty else { return }
            await send(spans)
        }
    }

    private mutating func send(_ spans: [FinishedSpan]) async {
        let body = OTLPText.request(spans, resource: resource, scope: scope)
        var delay = configuration.firstDelay
        for attempt in 1...max(1, configuration.attempts) {
            do {
                let partial = try await collector.take(body)
                taken(spans.count, partial)
                return
            } catch let refusal as Collector.Refusal {
                complain(refusal)
                guard refusal.isTransient, attempt < configuration.attempts, !Task.isCancelled else { break }
                // So that all workers do not come back at once.
                let jitter = Double.random(in: 0.8...1.2)
                guard await pause(refusal.retryAfter ?? delay * jitter) else { break }
                delay *= 2
            } catch {
                break
            }
        }
        queue.drop(spans.count)
    }

    /// False when the task was cancelled meanwhile.
    private func pause(_ delay: Duration) async -> Bool {
        do {
            try await Task.sleep(for: delay)
            return true
        } catch {
            return false
        }
    }

    private mutating func taken(_ count: Int, _ partial: (rejected: Int, reason: String)?) {
        if isFailing { logger.info("the collector takes spans again") }
        isFailing = false
        let rejected = min(count, partial?.rejected ?? 0)
        queue.wereExported(count - rejected)
        guard rejected > 0 else { return }
        queue.drop(rejected)
        logger.warning(
            "the collector has rejected spans",
            metadata: [
                "spans": .stringConvertible(rejected), "error.message": "\(partial?.reason ?? "")",
            ])
    }

    /// Aloud once, until it takes some again.
    private mutating func complain(_ refusal: Collector.Refusal) {
        logger.log(
            level: isFailing ? .debug : .warning, "spans cannot be sent",
            metadata: ["error.message": "\(refusal)"])
        isFailing = true
    }
}
