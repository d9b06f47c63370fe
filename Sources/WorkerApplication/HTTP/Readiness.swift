/// Whether a worker does its work at the moment, and if not, why.
struct Readiness: Sendable, Hashable {
    let ready: Bool
    let consuming: Bool
    let publishing: Bool
    /// Events said and not yet confirmed by the broker.
    let outboxDepth: Int
    /// For how long the oldest of them has waited; nil when none waits.
    var outboxAge: Duration?
    /// For people; empty when ready.
    let reasons: [String]
}
