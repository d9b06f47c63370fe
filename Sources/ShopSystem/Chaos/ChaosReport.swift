/// How a chaos run ended.
public struct ChaosReport: Sendable, Encodable {
    /// Dead letters of one participant that have the same cause.
    public struct DeadLetters: Sendable, Hashable, Encodable {
        /// Who could not go on.
        public let participant: String
        /// Its `x-exception-type`, or the broker's reason.
        public let reason: String
        /// Whether they were published as garbage.
        public let isExpected: Bool
        /// How many.
        public let count: Int
        /// The orders that they name.
        public let orders: [String]

        enum CodingKeys: String, CodingKey {
            case participant, reason, count, orders
            case isExpected = "expected"
        }
    }

    /// What came of hearing the whole history again.
    public struct Rehearing: Sendable, Hashable, Encodable {
        /// How many events were said again.
        public let events: Int
        /// Tables of participants that are not as they were.
        public let changed: [String]
        /// How many were compared.
        public let tables: Int
        /// Whether everything came to rest again.
        public let isAtRest: Bool

        enum CodingKeys: String, CodingKey {
            case events, changed, tables
            case isAtRest = "at_rest"
        }
    }

    /// The seed, with which the same plan is made again.
    public let seed: UInt64
    /// Orders that were asked for.
    public let orders: Int
    /// Faults that were planned.
    public let plannedFaults: Int
    /// Orders whose request the broker has confirmed.
    public var accepted = 0
    /// Orders by what was to become of them.
    public var byStory: [String: Int] = [:]
    /// Orders by what has become of them.
    public var byStatus: [String: Int] = [:]
    /// Faults by kind.
    public var faults: [String: Int] = [:]
    /// Full disks that SQLite ran into; the others were freed before it needed space.
    public var noticedDisks = 0
    /// What lies in the dead-letter queues.
    public var deadLetters: [DeadLetters] = []
    /// Messages that were published again on purpose.
    public var duplicatesPublished = 0
    /// Copies of messages in the history, whoever published them; none had an effect unless something is violated.
    public var duplicatesStopped = 0
    /// Messages that the broker did not let their sender publish.
    public var forgeriesRefused = 0
    /// Dead letters of workers that had been killed, given back.
    public var replayed = 0
    /// How often workers were started again.
    public var workerRestarts = 0
    /// Accepted orders of which the order participant knows nothing.
    public var lost: [String] = []
    /// Effects that were stated more than once for one order.
    public var duplicated = 0
    /// Whether everything has come to rest in time.
    public var isAtRest = false
    /// What has not.
    public var moving: [Movement] = []
    /// What is not as it must be; empty when everything is.
    public var violations: [Violation] = []
    /// nil: not asked for, or nothing had come to rest.
    public var rehearing: Rehearing?
    /// What the run could not do.
    public var notes: [String] = []
    /// How long it took.
    public var seconds = 0.0

    init(seed: UInt64, orders: Int, plannedFaults: Int) {
        self.seed = seed
        self.orders = orders
        self.plannedFaults = plannedFaults
    }

    /// Whether nothing was lost, nothing duplicated, everything is at rest, and every invariant holds.
    public var isSound: Bool {
        guard lost.isEmpty, duplicated == 0, isAtRest, violations.isEmpty else { return false }
        guard faults.values.reduce(0, +) == plannedFaults else { return false }
        guard let rehearing else { return true }
        return rehearing.changed.isEmpty && rehearing.isAtRest
    }

    enum CodingKeys: String, CodingKey {
        case seed, orders, accepted, faults, replayed, lost, duplicated, moving, violations, rehearing, notes
        case seconds
        case plannedFaults = "planned_faults"
        case byStory = "by_story"
        case byStatus = "by_status"
        case noticedDisks = "full_disks_noticed"
        case deadLetters = "dead_letters"
        case duplicatesPublished = "duplicates_published"
        case duplicatesStopped = "duplicates_stopped"
        case forgeriesRefused = "forgeries_refused"
        case workerRestarts = "worker_restarts"
        case isAtRest = "at_rest"
        case isSound = "sound"
    }

    /// `sound` beside the stored fields.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(seed, forKey: .seed)
        try values.encode(orders, forKey: .orders)
        try values.encode(plannedFaults, forKey: .plannedFaults)
        try values.encode(accepted, forKey: .accepted)
        try values.encode(byStory, forKey: .byStory)
        try values.encode(byStatus, forKey: .byStatus)
        try values.encode(faults, forKey: .faults)
        try values.encode(noticedDisks, forKey: .noticedDisks)
        try values.encode(deadLetters, forKey: .deadLetters)
        try values.encode(duplicatesPublished, forKey: .duplicatesPublished)
        try values.encode(duplicatesStopped, forKey: .duplicatesStopped)
        try values.encode(forgeriesRefused, forKey: .forgeriesRefused)
        try values.encode(replayed, forKey: .replayed)
        try values.encode(workerRestarts, forKey: .workerRestarts)
        try values.encode(lost, forKey: .lost)
        try values.encode(duplicated, forKey: .duplicated)
        try values.encode(isAtRest, forKey: .isAtRest)
        try values.encode(moving, forKey: .moving)
        try values.encode(violations, forKey: .violations)
        try values.encode(rehearing, forKey: .rehearing)
        try values.encode(notes, forKey: .notes)
        try values.encode(seconds, forKey: .seconds)
        try values.encode(isSound, forKey: .isSound)
    }
}
