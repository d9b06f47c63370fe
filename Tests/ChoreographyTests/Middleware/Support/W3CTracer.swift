import InMemoryTracing
import Synchronization
import Tracing

/// Keeps spans in memory, and reads and writes `traceparent` as real tracers do.
struct W3CTracer: Tracer {
    let memory = InMemoryTracer(idGenerator: .hexadecimal)

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> InMemorySpan {
        memory.startSpan(
            operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID,
            line: line)
    }

    func activeSpan(identifiedBy context: ServiceContext) -> InMemorySpan? {
        memory.activeSpan(identifiedBy: context)
    }

    func forceFlush() {}

    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Carrier == Extract.Carrier {
        let parts = extractor.extract(key: "traceparent", from: carrier)?.split(separator: "-") ?? []
        guard parts.count == 4 else { return }
        context.inMemorySpanContext = InMemorySpanContext(
            traceID: String(parts[1]), spanID: String(parts[2]), parentSpanID: nil)
    }

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Carrier == Inject.Carrier {
        guard let span = context.inMemorySpanContext else { return }
        injector.inject("00-\(span.traceID)-\(span.spanID)-01", forKey: "traceparent", into: &carrier)
    }
}

extension InMemoryTracer.IDGenerator {
    /// As long as W3C has them.
    fileprivate static var hexadecimal: Self {
        let last = Mutex(0)
        @Sendable func next(_ digits: Int) -> String {
            let number = last.withLock { last in
                last += 1
                return String(last, radix: 16)
            }
            return String(repeating: "0", count: digits - number.count) + number
        }
        return Self(nextTraceID: { next(32) }, nextSpanID: { next(16) })
    }
}
