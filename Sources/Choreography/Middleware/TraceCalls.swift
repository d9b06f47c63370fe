public import Tracing

/// Makes a span of kind client of every call, named `prepare order.placed`.
///
/// It continues what is current where the call is made (the service context); where nothing is, the trace of the
/// call's `traceparent`. Attributes, in OpenTelemetry's terms (1.44) where it has any: `call.kind`, `call.name`,
/// `call.attempt`, `messaging.message.id`, `messaging.message.conversation_id` (the saga), and `error.type` when
/// it failed. Of an error that is not a ``Failure`` nothing but the type is recorded.
public struct TraceCalls: Middleware {
    private let tracer: (any Tracer)?

    /// - Parameter tracer: default: the one that `InstrumentationSystem` was given.
    public init(tracer: (any Tracer)? = nil) {
        self.tracer = tracer
    }

    /// Makes the call with the span as the current one.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        let tracer = tracer ?? InstrumentationSystem.tracer
        let span = tracer.startAnySpan(
            "\(call.kind.rawValue) \(call.name)", context: parent(of: call, tracer), ofKind: .client)
        defer { span.end() }
        describe(call, in: span)
        do {
            return try await ServiceContext.withValue(span.context) { try await next() }
        } catch {
            let summary = ErrorSummary(error)
            span.attributes["error.type"] = summary.type
            span.setStatus(SpanStatus(code: .error, message: summary.message))
            span.recordError(RecordedError(summary))
            throw error
        }
    }

    private func parent(of call: Call, _ tracer: any Tracer) -> ServiceContext {
        ServiceContext.current ?? TraceParent.context(of: call.traceParent, tracer)
    }

    private func describe(_ call: Call, in span: any Span) {
        span.attributes["call.kind"] = call.kind.rawValue
        span.attributes["call.name"] = call.name
        span.attributes["call.attempt"] = call.attempt
        if let id = call.messageID { span.attributes["messaging.message.id"] = id }
        if let id = call.correlationID { span.attributes["messaging.message.conversation_id"] = id }
    }
}

/// What tracing backends are shown in place of the error itself.
private struct RecordedError: Error, CustomStringConvertible {
    let description: String
    init(_ summary: ErrorSummary) { description = summary.description }
}
