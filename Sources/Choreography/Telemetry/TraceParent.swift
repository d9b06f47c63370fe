import Foundation
import Tracing

/// W3C trace context, as tracers read and write it: a few headers.
enum TraceParent {
    private struct Headers: Extractor, Injector {
        func extract(key: String, from headers: [String: String]) -> String? { headers[key] }
        func inject(_ value: String, forKey key: String, into headers: inout [String: String]) {
            headers[key] = value
        }
    }

    /// The context that a `traceparent` names; without one, that in which a new trace begins.
    static func context(of traceParent: String?, _ tracer: any Tracer) -> ServiceContext {
        var context = ServiceContext.topLevel
        if let traceParent {
            tracer.extract([Envelope.Header.traceParent: traceParent], into: &context, using: Headers())
        }
        return context
    }

    /// What to hand on, so that what is caused here continues the trace; nil when the tracer writes none.
    static func text(of context: ServiceContext, _ tracer: any Tracer) -> String? {
        var headers: [String: String] = [:]
        tracer.inject(context, into: &headers, using: Headers())
        return headers[Envelope.Header.traceParent]
    }
}

extension DefaultTracerClock.Timestamp {
    /// The same moment for a tracer.
    init(_ date: Date) {
        self.init(nanosecondsSinceEpoch: UInt64(max(0, date.timeIntervalSince1970 * 1_000_000_000)))
    }
}

extension Span {
    /// Ends it; with an error, if it is one.
    func end(_ error: ErrorSummary?, at moment: Date) {
        if let error {
            attributes[Messaging.Key.errorType] = error.type
            setStatus(SpanStatus(code: .error, message: error.message))
        }
        end(at: DefaultTracerClock.Timestamp(moment))
    }
}
