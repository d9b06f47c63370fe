/// What ``Verifier`` found: figures, and all that is not as `choreography.md` promises.
public struct Verification: Sendable, Encodable {
    /// What there is, counted.
    public let figures: Figures
    /// What is still moving; the invariants hold at rest only, so as long as anything is, a violation may be
    /// nothing but work in progress.
    public let moving: [Movement]
    /// Sorted by invariant; empty when everything holds.
    public let violations: [Violation]

    /// Whether no message is in flight and nothing waits to be sent, retried or timed out.
    public var isAtRest: Bool { moving.isEmpty }

    /// Whether the system is at rest and every invariant holds.
    public var isSound: Bool { isAtRest && violations.isEmpty }

    enum CodingKeys: String, CodingKey {
        case figures, moving, violations
        case isAtRest = "at_rest"
        case isSound = "sound"
    }

    /// `at_rest` and `sound` beside the stored fields.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(figures, forKey: .figures)
        try container.encode(isAtRest, forKey: .isAtRest)
        try container.encode(moving, forKey: .moving)
        try container.encode(isSound, forKey: .isSound)
        try container.encode(violations, forKey: .violations)
    }
}

/// An invariant that does not hold.
public struct Violation: Sendable, Hashable, Encodable {
    /// Its number in `choreography.md`, 1 to 8.
    public let invariant: Int
    /// All orders of which ``message`` is true, sorted; empty when it is about no order.
    public let orders: [String]
    /// What is wrong, as said of one order or of the system.
    public let message: String

    /// Names what is wrong, and with which orders.
    public init(invariant: Int, orders: [String], message: String) {
        self.invariant = invariant
        self.orders = orders
        self.message = message
    }
}

/// Something that will still change the picture by itself.
public struct Movement: Sendable, Hashable, Encodable {
    /// What kind of thing.
    public enum Kind: String, Sendable, Hashable, Encodable {
        /// Messages in a participant's queue, or in its hands.
        case messages
        /// Messages said and not confirmed by the broker yet.
        case outbox
        /// Events that are to be tried again.
        case retries
        /// Timers that are due.
        case timers
        /// Pending orders whose deadline still runs.
        case deadlines
        /// The database was written while it was read.
        case writes
    }

    /// What kind of thing.
    public let kind: Kind
    /// Where.
    public let participant: String
    /// How many.
    public let count: Int
}
