import Tracing

/// Makes spans whose contexts travel as W3C Trace Context, and hands the sampled ones to the exporter's queue.
struct ExportingTracer: Tracer {
    let sampler: Sampler
    let queue: SpanQueue

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> ExportedSpan {
        let context = context()
        let parent = context.traceContext
        let trace = parent?.trace ?? .random()
        let identity = TraceContext(
            trace: trace, span: .random(in: 1 ... .max),
            isSampled: sampler.samples(trace, parent: parent), state: parent?.state)
        return ExportedSpan(
            operationName, identity, parent: parent?.span, in: context, kind: kind,
            start: identity.isSampled ? instant().nanosecondsSinceEpoch : 0, queue: queue)
    }

    /// Its queue is emptied by the exporter, soon.
    func forceFlush() { queue.ring() }

    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Carrier == Extract.Carrier {
        guard let text = extractor.extract(key: TraceContext.parentHeader, from: carrier),
            let found = TraceContext(
                traceParent: text, state: extractor.extract(key: TraceContext.stateHeader, from: carrier))
        else { return }
        context.traceContext = found
    }

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Carrier == Inject.Carrier {
        guard let trace = context.traceContext else { return }
        injector.inject(trace.traceParent, forKey: TraceContext.parentHeader, into: &carrier)
        if let state = trace.state {
            injector.inject(state, forKey: TraceContext.stateHeader, into: &carrier)
        }
    }
}
