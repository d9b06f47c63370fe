import ShopSystem

/// The JSON form of a trace.
struct TraceReport: Encodable {
    let order_id: String
    /// Whether it is at rest, and nothing of it has died.
    let complete: Bool
    let missing: [MissingStep]
    let dead_letters: [DeadLetterLine]
    /// Left out where the events have been told one by one.
    let events: [EventLine]?

    init(_ trace: OrderTrace, missing: [MissingStep], withEvents: Bool = true) {
        order_id = trace.order
        complete = trace.isComplete
        self.missing = missing
        dead_letters = trace.letters.map(DeadLetterLine.init)
        events = withEvents ? trace.events.map { EventLine($0, took: trace.took($0)) } : nil
    }
}
