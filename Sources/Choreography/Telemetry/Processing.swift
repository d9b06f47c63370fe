import Foundation
import Metrics
import RabbitMQ
import Tracing

/// Measures and traces what becomes of deliveries: from the moment when the pipeline takes them on, after the
/// first look, to their commit. Twice a batch somebody has to look at the clock; handles are looked up once.
struct Processing {
    /// What is noted about a work while it is in hand.
    struct Begun: Sendable {
        let since: Date
        fileprivate let held: HeldSpan?
    }

    /// As large as a reference, since it goes from stage to stage with its work.
    fileprivate final class HeldSpan: Sendable {
        let span: any Span
        init(_ span: any Span) { self.span = span }
    }

    private struct Series: Hashable {
        let type: String
        let outcome: String
        let error: String
    }

    private let factory: (any MetricsFactory)?
    private let tracer: (any Tracer)?
    private let queue: String
    private let types: Set<String>
    private let dimensions: [(String, String)]
    private let attributes: SpanAttributes
    private var timers: [Series: Metrics.Timer] = [:]

    /// Nil when nobody listens.
    ///
    /// - Parameter types: what the queue is bound to; other types are counted together.
    init?(_ telemetry: Telemetry, queue: String, types: some Sequence<EventType>, at address: BrokerAddress?)
    {
        guard telemetry.metrics != nil || telemetry.tracer != nil else { return nil }
        factory = telemetry.metrics
        tracer = telemetry.tracer
        self.queue = queue
        self.types = Set(types.map(\.rawValue))
        dimensions = Messaging.dimensions(.process, at: address)
        attributes = Messaging.attributes(.process, at: address)
    }

    /// The work as it goes on; what it makes the participant say continues the trace of its span.
    func begin(_ work: Work, at now: Date) -> Work {
        guard let tracer else { return work.begun(Begun(since: now, held: nil), work.standing) }
        let destination = destination(of: work)
        let span = tracer.startSpan(
            "process \(destination)", context: TraceParent.context(of: work.traceParent, tracer),
            ofKind: .consumer, at: DefaultTracerClock.Timestamp(now))
        if span.isRecording { describe(work, destination, in: span) }
        return work.begun(
            Begun(since: now, held: HeldSpan(span)),
            work.standing.continuing(TraceParent.text(of: span.context, tracer)))
    }

    /// The work has had its transaction.
    mutating func end(_ work: Work, _ outcome: Outcome, at now: Date) {
        guard let begun = work.begun else { return }
        let error = outcome.failure.map(ErrorSummary.init)
        if let span = begun.held?.span {
            if span.isRecording { span.attributes[Messaging.Key.outcome] = outcome.name }
            span.end(error, at: now)
        }
        guard let factory, work.isMessage, outcome.isAttempt else { return }
        let series = Series(
            type: types.contains(work.type) ? work.type : Messaging.other, outcome: outcome.name,
            error: error?.type ?? "")
        timer(series, in: factory).record(duration: .microseconds(now.microseconds(since: begun.since)))
    }

    private mutating func timer(_ series: Series, in factory: any MetricsFactory) -> Metrics.Timer {
        if let timer = timers[series] { return timer }
        let destination = Messaging.destination(
            exchange: Topology.eventsExchange, routingKey: series.type, queue: queue)
        let timer = Metrics.Timer(
            label: Messaging.Metric.processDuration,
            dimensions: dimensions + [
                (Messaging.Key.destination, destination), (Messaging.Key.routingKey, series.type),
                (Messaging.Key.outcome, series.outcome), (Messaging.Key.errorType, series.error),
            ], factory: factory)
        timers[series] = timer
        return timer
    }

    private func destination(of work: Work) -> String {
        work.isMessage
            ? Messaging.destination(
                exchange: work.delivery.exchange,
                routingKey: types.contains(work.type) ? work.type : Messaging.other, queue: queue)
            : work.type
    }

    private func describe(_ work: Work, _ destination: String, in span: any Span) {
        var attributes = attributes
        attributes[Messaging.Key.destination] = destination
        attributes[Messaging.Key.routingKey] = work.type
        attributes[Messaging.Key.messageID] = work.messageID
        if !work.key.isEmpty { attributes[Messaging.Key.conversationID] = work.key }
        attributes[Messaging.Key.bodySize] = work.delivery.body.count
        span.attributes.merge(attributes)
    }
}

extension Date {
    /// Nothing when the clock was set back.
    func microseconds(since earlier: Date) -> Int64 {
        Int64(max(0, timeIntervalSince(earlier) * 1_000_000).rounded())
    }
}

extension Work {
    /// Not a timer.
    fileprivate var isMessage: Bool { if case .timer = source { false } else { true } }

    /// The trace that whoever caused it has begun, if any.
    fileprivate var traceParent: String? {
        switch standing {
        case .ready(let passed, _), .deferred(let passed): passed.context.traceParent
        case .due(let context, _): context.traceParent
        case .failed: Screen.traceParent(of: delivery)
        }
    }
}

extension Work.Standing {
    fileprivate func continuing(_ traceParent: String?) -> Self {
        guard let traceParent else { return self }
        return switch self {
        case .ready(let passed, let answer): .ready(passed.continuing(traceParent), answer: answer)
        case .deferred(let passed): .deferred(passed.continuing(traceParent))
        case .due(let context, let reaction): .due(context.continuing(traceParent), reaction)
        case .failed: self
        }
    }
}

extension Screen.Passed {
    fileprivate func continuing(_ traceParent: String) -> Screen.Passed {
        Screen.Passed(event: event, context: context.continuing(traceParent), reaction: reaction)
    }
}

extension Outcome {
    /// As ``WorkerFigures`` and the metrics call it.
    fileprivate var name: String {
        switch self {
        case .applied: "applied"
        case .duplicate: "duplicate"
        case .deferred: "deferred"
        case .retrying: "retried"
        case .postponed: "postponed"
        case .dead: "dead"
        case .superseded: "superseded"
        }
    }

    /// Whether anything was done: what waits behind an earlier event of its saga is measured when its turn comes.
    fileprivate var isAttempt: Bool {
        switch self {
        case .deferred, .superseded: false
        case .applied, .duplicate, .retrying, .postponed, .dead: true
        }
    }

    fileprivate var failure: Failure? {
        switch self {
        case .retrying(_, let failure), .postponed(_, let failure), .dead(let failure): failure
        case .applied, .duplicate, .deferred, .superseded: nil
        }
    }
}
