import Synchronization
import Tracing

/// A span of ours. One that is not sampled records nothing; its context travels all the same.
final class ExportedSpan: Span {
    private struct State {
        var name: String
        var attributes: SpanAttributes = [:]
        var events: [SpanEvent] = []
        var links: [SpanLink] = []
        var status: SpanStatus?
        var hasEnded = false
    }

    let context: ServiceContext
    private let identity: TraceContext
    private let parent: UInt64?
    private let kind: SpanKind
    private let start: UInt64
    private let queue: SpanQueue
    private let state: Mutex<State>

    init(
        _ name: String, _ identity: TraceContext, parent: UInt64?, in context: ServiceContext, kind: SpanKind,
        start: UInt64, queue: SpanQueue
    ) {
        self.identity = identity
        self.parent = parent
        var context = context
        context.traceContext = identity
        self.context = context
        self.kind = kind
        self.start = start
        self.queue = queue
        state = Mutex(State(name: name))
    }

    var isRecording: Bool { identity.isSampled && state.withLock { !$0.hasEnded } }

    var operationName: String {
        get { state.withLock { $0.name } }
        set { change { $0.name = newValue } }
    }

    var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { change { $0.attributes = newValue } }
    }

    func setStatus(_ status: SpanStatus) { change { $0.status = status } }

    func addEvent(_ event: SpanEvent) { change { $0.events.append(event) } }

    func addLink(_ link: SpanLink) { change { $0.links.append(link) } }

    func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        guard identity.isSampled else { return }
        var attributes = attributes
        attributes["exception.type"] = String(reflecting: Swift.type(of: error))
        attributes["exception.message"] = String(describing: error)
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard identity.isSampled else { return }
        let finished: FinishedSpan? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return FinishedSpan(
                context: identity, parent: parent, kind: kind, name: state.name, start: start,
                end: max(start, instant().nanosecondsSinceEpoch), attributes: state.attributes,
                events: state.events, links: state.links, status: state.status)
        }
        if let finished { queue.offer(finished) }
    }

    private func change(_ body: (inout State) -> Void) {
        guard identity.isSampled else { return }
        state.withLock { state in if !state.hasEnded { body(&state) } }
    }
}
