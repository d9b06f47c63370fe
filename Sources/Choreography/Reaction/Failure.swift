public import Foundation

/// A failure that says what shall become of the event: tried again, put off, or a dead letter at once.
public struct Failure: Error, Hashable, CustomStringConvertible {
    /// A short machine-readable kind, published as `x-exception-type`.
    public struct Kind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        /// Lower-case words joined by hyphens.
        public let rawValue: String
        /// Any text; use lower-case words joined by hyphens.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Any text; use lower-case words joined by hyphens.
        public init(stringLiteral value: String) { rawValue = value }

        /// The body is not JSON.
        public static let notJSON: Kind = "not-json"
        /// The body is JSON, but a field is missing or has another type.
        public static let wrongShape: Kind = "wrong-shape"
        /// A value is out of its range.
        public static let invalidValue: Kind = "invalid-value"
        /// A version that this participant does not know.
        public static let unknownVersion: Kind = "unknown-version"
        /// The message has no message id.
        public static let missingMessageID: Kind = "missing-message-id"
        /// The type is not one that this participant hears, or contradicts the routing key.
        public static let unexpectedType: Kind = "unexpected-type"
        /// The broker user is not the owner of this type.
        public static let forgedSender: Kind = "forged-sender"
        /// The body is larger than allowed.
        public static let tooLarge: Kind = "too-large"
        /// The properties or headers of the message cannot be decoded, or not be copied.
        public static let malformedHeaders: Kind = "malformed-headers"
        /// A message id that came before with another body.
        public static let messageIDReused: Kind = "message-id-reused"
        /// A reaction said what the score does not let it say.
        public static let scoreViolated: Kind = "score-violated"
        /// An outside system could not be reached or did not answer in time.
        public static let outsideUnavailable: Kind = "outside-unavailable"
        /// An outside system is down and was not asked.
        public static let circuitOpen: Kind = "circuit-open"
        /// A call took longer than it may.
        public static let timedOut: Kind = "timed-out"
        /// Whoever wants the call may not have it made.
        public static let notAuthorised: Kind = "not-authorised"
        /// The worker's process has ended too often while it had this event in hand.
        public static let workerCrashed: Kind = "worker-crashed"
        /// A replay from so long ago that nobody can tell whether the event has had its effect.
        public static let replayTooLate: Kind = "replay-too-late"
        /// Any other error of a reaction.
        public static let reactionFailed: Kind = "reaction-failed"
    }

    /// The kind, for machines.
    public let kind: Kind
    /// What is wrong, for people; must not hold personal data.
    public let message: String
    /// Whether the same event may succeed later.
    public let isTransient: Bool
    /// Not before this moment, and without counting as an attempt; nil when it is not postponed.
    public let retryAt: Date?

    /// Will fail the same way again: a dead letter at once.
    public static func permanent(_ kind: Kind, _ message: String) -> Failure {
        Failure(kind: kind, message: message, isTransient: false, retryAt: nil)
    }

    /// May succeed later: retried with backoff, a dead letter when the attempts are used up.
    public static func transient(_ kind: Kind, _ message: String) -> Failure {
        Failure(kind: kind, message: message, isTransient: true, retryAt: nil)
    }

    /// Cannot succeed before `date`, and it is nobody's fault: an outside system is known to be down, or has said
    /// when to come again. Does not count as an attempt, so it never ends as a dead letter; the worker pauses
    /// consumption until that is over: what it asks for succeeds, or the event has come to its end.
    public static func postponed(_ kind: Kind, _ message: String, until date: Date) -> Failure {
        Failure(kind: kind, message: message, isTransient: true, retryAt: date)
    }

    /// `kind: message`
    public var description: String { "\(kind.rawValue): \(message)" }
}
