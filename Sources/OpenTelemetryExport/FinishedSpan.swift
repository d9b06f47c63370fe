import Tracing

/// A span that has ended, as it is sent away.
struct FinishedSpan: Sendable {
    let context: TraceContext
    let parent: UInt64?
    let kind: SpanKind
    let name: String
    /// Nanoseconds since 1970.
    let start: UInt64
    /// Nanoseconds since 1970.
    let end: UInt64
    let attributes: SpanAttributes
    let events: [SpanEvent]
    let links: [SpanLink]
    let status: SpanStatus?
}
