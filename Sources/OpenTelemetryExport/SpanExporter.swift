package import Logging
import ServiceLifecycle
package import Tracing

/// Sends spans to an OpenTelemetry collector, in batches, and never keeps anybody waiting.
///
/// A `Service`: runs until graceful shutdown, then sends what is left, within
/// ``ExportConfiguration/flushTimeout``. Let it be shut down last.
package struct SpanExporter: Service, CustomStringConvertible {
    package let description = "SpanExporter"
    /// For `InstrumentationSystem`.
    package let tracer: any Tracer
    private let configuration: ExportConfiguration
    private let queue: SpanQueue
    private let logger: Logger

    /// Sends nothing before ``run()``. Make it after `MetricsSystem` was given its factory.
    package init(_ configuration: ExportConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        queue = SpanQueue(limit: configuration.queueLimit, batch: configuration.batch)
        tracer = ExportingTracer(sampler: Sampler(ratio: configuration.ratio), queue: queue)
    }

    package func run() async throws {
        let collector = Collector(configuration)
        let sending = Task { [configuration, queue, logger] in
            var dispatch = SpanDispatch(configuration, to: collector, from: queue, logger: logger)
            for await _ in queue.bell { await dispatch.sendAll() }
            await dispatch.sendAll()
        }
        let ringing = Task { [queue, interval = configuration.interval] in
            while !Task.isCancelled {
                queue.ring()
                try await Task.sleep(for: interval)
            }
        }
        do {
            try await gracefulShutdown()
            queue.finish()
            let deadline = Task { [limit = configuration.flushTimeout] in
                try await Task.sleep(for: limit)
                sending.cancel()
            }
            await sending.value
            deadline.cancel()
        } catch {
            // Cancelled: nobody has the time to send what is left.
            queue.finish()
            sending.cancel()
            await sending.value
        }
        ringing.cancel()
        let left = queue.abandon()
        if left > 0 { logger.warning("spans are lost", metadata: ["spans": .stringConvertible(left)]) }
        try await collector.close()
    }
}
