/// The kinds of harm that a chaos run does.
public enum ChaosFaultKind: String, CaseIterable, Sendable, Hashable, Encodable {
    /// SIGKILL.
    case workerKilled = "worker_killed"
    /// SIGTERM, and started anew.
    case workerRestarted = "worker_restarted"
    /// SIGSTOP for a while, also for longer than the broker waits for a sign of life.
    case workerFrozen = "worker_frozen"
    /// Stopped in order, and started anew.
    case brokerRestarted = "broker_restarted"
    /// SIGKILL, and started anew.
    case brokerKilled = "broker_killed"
    /// SIGSTOP for a while.
    case brokerFrozen = "broker_frozen"
    /// All connections of one client reset.
    case connectionsCut = "connections_cut"
    /// Half-open for a while, in one direction or both.
    case connectionsStalled = "connections_stalled"
    /// Every byte is lost from now on, and nobody is told.
    case connectionsBlackHoled = "connections_black_holed"
    /// No space left where a worker keeps its data.
    case diskFull = "disk_full"
    /// Messages published again as they were.
    case duplicates
    /// Messages that nobody can or may mean.
    case garbage

    /// How many of a hundred faults. Those of the broker are few, since each takes up to 20 seconds.
    var share: Int {
        switch self {
        case .brokerRestarted, .brokerKilled: 2
        case .brokerFrozen: 4
        case .workerKilled: 18
        case .connectionsCut: 14
        case .connectionsStalled, .duplicates: 10
        case .workerRestarted, .workerFrozen, .connectionsBlackHoled, .diskFull, .garbage: 8
        }
    }

    /// Whom such a fault hits.
    enum Victims: Sendable { case worker, client, broker, nobody }

    var victims: Victims {
        switch self {
        case .workerKilled, .workerRestarted, .workerFrozen, .diskFull: .worker
        case .connectionsCut, .connectionsStalled, .connectionsBlackHoled: .client
        case .brokerRestarted, .brokerKilled, .brokerFrozen: .broker
        case .duplicates, .garbage: .nobody
        }
    }
}

/// One fault of a plan.
struct ChaosFault: Sendable, Equatable {
    /// When: so many orders have been asked for by then.
    let position: Int
    let kind: ChaosFaultKind
    /// A worker, the broker, or whoever publishes from outside; nil: nobody in particular.
    let victim: String?
    /// How long it lasts, for what lasts.
    let duration: Duration
    /// For what else is left to chance.
    let seed: UInt64

    /// The broker, as a victim.
    static let broker = "broker"
    /// The connection of all who publish from outside, as a victim.
    static let outside = "outside"
}
