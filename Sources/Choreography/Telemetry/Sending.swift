import Foundation
import Metrics
import RabbitMQ
import Tracing

/// Measures and traces what is published, from handing it to the publisher to the broker's confirm. Two looks at
/// the clock for as many messages as go out together.
struct Sending {
    /// What is noted about messages while they are on their way.
    struct Begun {
        let since: Date
        /// As they go out: where there is a tracer, their headers name the span of their sending.
        let messages: [Message]
        fileprivate let spans: [any Span]
    }

    private struct Series: Hashable {
        let exchange: String
        let type: String
        let error: String
    }

    private let factory: (any MetricsFactory)?
    private let tracer: (any Tracer)?
    private let dimensions: [(String, String)]
    private let attributes: SpanAttributes
    private var counters: [Series: Counter] = [:]
    private var timers: [Series: Metrics.Timer] = [:]

    /// Nil when nobody listens.
    init?(_ telemetry: Telemetry, at address: BrokerAddress?) {
        guard telemetry.metrics != nil || telemetry.tracer != nil else { return nil }
        factory = telemetry.metrics
        tracer = telemetry.tracer
        dimensions = Messaging.dimensions(.send, at: address)
        attributes = Messaging.attributes(.send, at: address)
    }

    /// These are about to be published.
    func begin(_ messages: [Message], at now: Date) -> Begun {
        guard let tracer else { return Begun(since: now, messages: messages, spans: []) }
        var messages = messages
        let spans = messages.indices.map { begin(&messages[$0], at: now, tracer) }
        return Begun(since: now, messages: messages, spans: spans)
    }

    private func begin(_ message: inout Message, at now: Date, _ tracer: any Tracer) -> any Span {
        let parent = message.properties.headers[Envelope.Header.traceParent]?.string
        let destination = Messaging.destination(exchange: message.exchange, routingKey: message.routingKey)
        let span = tracer.startSpan(
            "send \(destination)", context: TraceParent.context(of: parent, tracer), ofKind: .producer,
            at: DefaultTracerClock.Timestamp(now))
        guard span.isRecording else { return span }
        describe(message, destination, in: span)
        // A dead letter's headers stay as they came.
        if message.exchange == Topology.eventsExchange, let text = TraceParent.text(of: span.context, tracer)
        {
            message.properties.headers[Envelope.Header.traceParent] = .string(text)
        }
        return span
    }

    private func describe(_ message: Message, _ destination: String, in span: any Span) {
        var attributes = attributes
        attributes[Messaging.Key.destination] = destination
        attributes[Messaging.Key.routingKey] = message.routingKey
        attributes[Messaging.Key.messageID] = message.properties.messageID
        attributes[Messaging.Key.conversationID] = message.properties.correlationID
        attributes[Messaging.Key.bodySize] = message.body.count
        span.attributes.merge(attributes)
    }

    /// The broker has answered, or is gone.
    mutating func end(_ begun: Begun, _ outcomes: [PublishOutcome], at now: Date) {
        for (span, outcome) in zip(begun.spans, outcomes) { span.end(outcome.error, at: now) }
        guard let factory, let first = begun.messages.first else { return }
        for (message, outcome) in zip(begun.messages, outcomes) {
            counter(message, outcome.error?.type ?? "", in: factory).increment()
        }
        // They are one operation, almost always on one exchange; it failed when its channel did.
        let lost = outcomes.first { if case .unknown = $0 { true } else { false } }
        timer(first.exchange, lost?.error?.type ?? "", in: factory)
            .record(duration: .microseconds(now.microseconds(since: begun.since)))
    }

    private mutating func counter(
        _ message: Message, _ error: String, in factory: any MetricsFactory
    ) -> Counter {
        let series = Series(exchange: message.exchange, type: message.routingKey, error: error)
        if let counter = counters[series] { return counter }
        let destination = Messaging.destination(exchange: series.exchange, routingKey: series.type)
        let counter = Counter(
            label: Messaging.Metric.sentMessages,
            dimensions: dimensions + [
                (Messaging.Key.destination, destination), (Messaging.Key.routingKey, series.type),
                (Messaging.Key.errorType, error),
            ], factory: factory)
        counters[series] = counter
        return counter
    }

    private mutating func timer(
        _ exchange: String, _ error: String, in factory: any MetricsFactory
    ) -> Metrics.Timer {
        let series = Series(exchange: exchange, type: "", error: error)
        if let timer = timers[series] { return timer }
        let timer = Metrics.Timer(
            label: Messaging.Metric.operationDuration,
            dimensions: dimensions + [
                (Messaging.Key.destination, exchange), (Messaging.Key.errorType, error),
            ], factory: factory)
        timers[series] = timer
        return timer
    }
}

extension PublishOutcome {
    fileprivate var error: ErrorSummary? {
        switch self {
        case .confirmed: nil
        case .nacked: ErrorSummary(type: "nacked", message: "the broker refused it")
        case .returned(let code, let text):
            ErrorSummary(type: "returned", message: "no queue took it: \(code) \(text)")
        case .unknown(let error), .refused(let error):
            ErrorSummary(type: "\(error.code)", message: error.message)
        }
    }
}
