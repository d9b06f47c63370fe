public import Logging
package import Metrics
package import Tracing

/// Who listens to what a worker does. Looked up once for each worker: where nobody listens, nothing is measured.
package struct Telemetry: Sendable {
    /// Collects metrics; nil when nobody does.
    package let metrics: (any MetricsFactory)?
    /// Collects spans; nil when nobody does.
    package let tracer: (any Tracer)?

    package init(metrics: (any MetricsFactory)? = nil, tracer: (any Tracer)? = nil) {
        self.metrics = metrics
        self.tracer = tracer
    }

    /// What `MetricsSystem` and `InstrumentationSystem` were given before the call.
    package static var installed: Telemetry {
        let (metrics, tracer) = (MetricsSystem.factory, InstrumentationSystem.tracer)
        return Telemetry(
            metrics: metrics is NOOPMetricsHandler ? nil : metrics,
            tracer: tracer is NoOpTracer ? nil : tracer)
    }

    /// Nobody listens.
    package static let none = Telemetry()
}

extension [any Middleware] {
    /// What makes calls to the outside visible: ``TraceCalls`` and ``MeasureCalls`` where `InstrumentationSystem`
    /// and `MetricsSystem` have been given something by now, and ``LogCalls``. Put it before all other middleware,
    /// so that calls which are refused are seen too.
    public static func watched(by logger: Logger, clock: any WorkerClock = SystemClock()) -> [any Middleware]
    {
        let telemetry = Telemetry.installed
        var middleware: [any Middleware] = []
        if let tracer = telemetry.tracer { middleware.append(TraceCalls(tracer: tracer)) }
        if let metrics = telemetry.metrics { middleware.append(MeasureCalls(factory: metrics, clock: clock)) }
        return middleware + [LogCalls(to: logger, clock: clock)]
    }
}
