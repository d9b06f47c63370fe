/// Something that is not as it must be, and what to do about it.
package struct StatusProblem: Sendable, Hashable, Encodable {
    /// What kind of trouble.
    package enum Kind: String, Sendable, Encodable {
        case brokerUnreachable = "broker_unreachable"
        case alarm
        case queueMissing = "queue_missing"
        case unrouted
        case down, stopped, silent
        case notReady = "not_ready"
        case notConsuming = "not_consuming"
        case deadLetters = "dead_letters"
        case outboxParked = "outbox_parked"
        case outboxWaiting = "outbox_waiting"
        case lagging
    }

    package let kind: Kind
    /// Whose; nil: the broker's.
    package let participant: String?
    /// What is wrong.
    package let message: String
    /// What to do.
    package let advice: String

    package init(_ kind: Kind, of participant: String? = nil, _ message: String, _ advice: String) {
        self.kind = kind
        self.participant = participant
        self.message = message
        self.advice = advice
    }

    /// Both in one line.
    package var line: String { "\(message); \(advice)" }
}
