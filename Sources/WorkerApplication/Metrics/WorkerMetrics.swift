import Choreography

/// What a worker tells of itself, read when somebody asks.
struct WorkerMetrics {
    let health: WorkerHealth
    /// Nil when the database cannot be read; then its gauges are missing.
    let backlog: WorkerBacklog?
    /// Seconds since 1970.
    let startTime: Double

    var families: [MetricFamily] {
        let figures = health.figures
        let outcomes = [
            ("applied", figures.applied), ("duplicate", figures.duplicates), ("retried", figures.retried),
            ("postponed", figures.postponed), ("deferred", figures.deferred), ("dead", figures.dead),
        ]
        return [
            MetricFamily(
                name: "choreography_deliveries_total", kind: .counter,
                help: "What became of events, attempt by attempt.",
                samples: outcomes.map { outcome, count in
                    MetricSample(
                        labels: [MetricLabel(name: "outcome", value: outcome)], value: Double(count))
                }),
            MetricFamily(
                name: "choreography_published_total", kind: .counter,
                help: "Publications that the broker has confirmed.",
                samples: [MetricSample(value: Double(figures.published))]),
            gauge("start_time_seconds", "When the process began, in seconds since 1970.", startTime),
        ] + state + (backlog.map(waiting) ?? [])
    }

    private var state: [MetricFamily] {
        [
            gauge("ready", "Whether the worker does its work.", health.isReady ? 1 : 0),
            gauge("consuming", "Whether it has a live subscription.", health.isConsuming ? 1 : 0),
            gauge("publishing", "Whether the broker takes what it says.", health.isPublishing ? 1 : 0),
            gauge(
                "outbox_depth", "Events said and not yet confirmed by the broker.",
                Double(health.outboxDepth)),
            gauge(
                "outbox_age_seconds", "For how long the oldest event has waited to be published.",
                health.outboxAge.map { $0 / .seconds(1) } ?? 0),
        ]
    }

    private func waiting(_ backlog: WorkerBacklog) -> [MetricFamily] {
        [
            gauge("outbox_parked", "Events that were said and cannot be sent.", Double(backlog.parked)),
            gauge(
                "retries_waiting", "Events to be tried again, and those that wait behind them.",
                Double(backlog.retries)),
            gauge("timers_pending", "Reminders that are set.", Double(backlog.timers)),
        ]
    }

    private func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(
            name: "choreography_\(name)", kind: .gauge, help: help, samples: [MetricSample(value: value)])
    }
}
