/// How a worker is, at one moment.
public struct WorkerHealth: Sendable, Hashable {
    /// Whether it has a live subscription.
    public var isConsuming: Bool
    /// Whether the broker takes what it says: it has a publishing connection that is not blocked, and nothing
    /// is refused.
    public var isPublishing: Bool
    /// How many events were said and are not confirmed yet.
    public var outboxDepth: Int
    /// What it has done since it started.
    public var figures: WorkerFigures
    /// Why it is not ready, in words; empty when it is.
    public var reasons: [String]

    /// Whether it does its work.
    public var isReady: Bool { reasons.isEmpty }
}

/// What a worker has done since it started.
public struct WorkerFigures: Sendable, Hashable {
    /// Events that had their effect.
    public var applied = 0
    /// Repetitions that the inbox stopped.
    public var duplicates = 0
    /// Attempts that are to be repeated.
    public var retried = 0
    /// Events that were kept until an outside system is back, without an attempt.
    public var postponed = 0
    /// Events that waited behind an earlier one of their saga.
    public var deferred = 0
    /// Dead letters.
    public var dead = 0

    mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .applied: applied += 1
        case .duplicate: duplicates += 1
        case .retrying: retried += 1
        case .postponed: postponed += 1
        case .deferred: deferred += 1
        case .dead: dead += 1
        case .superseded: break
        }
    }
}
