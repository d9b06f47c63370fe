/// How a worker is, at one moment.
public struct WorkerHealth: Sendable, Hashable {
    /// Whether it has a live subscription.
    public var isConsuming: Bool
    /// Whether the broker takes what it says: it has a publishing connection that is not blocked, and nothing
    /// is refused.
    public var isPublishing: Bool
    /// How many events were said and are not confirmed yet.
    public var outboxDepth: Int
    /// For how long the oldest of them has waited, those apart that cannot be sent; nil when none waits.
    public var outboxAge: Duration?
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
    /// Publications that the broker has confirmed.
    public var published = 0

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

/// What waits in a worker's database.
public struct WorkerBacklog: Sendable, Hashable {
    /// Events that were said and cannot be sent: returned by the broker, or too large. They are tried again with each
    /// connection.
    public var parked: Int
    /// Events that are to be tried again, and those of their sagas that wait behind them.
    public var retries: Int
    /// Reminders that are set.
    public var timers: Int
}
