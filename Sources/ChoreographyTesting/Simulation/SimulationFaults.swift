/// What goes wrong in a ``Simulation``, and how often.
public struct SimulationFaults: Sendable, Hashable {
    /// Something that goes wrong.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Encodable {
        /// A process ends at one of the steps of a delivery, see `CrashPoint`.
        case death
        /// A connection ends before the broker has got what was published.
        case messageLost = "message_lost"
        /// A connection ends after the broker has got it, before its confirm is heard.
        case confirmLost = "confirm_lost"
        /// The broker refuses a message with a nack.
        case refused
        /// A message comes a second time.
        case duplicated
        /// A message comes late, after others that were said later.
        case delayed
        /// A connection ends with deliveries in hand, or before what is settled is heard.
        case consumerCut = "consumer_cut"
        /// All connections end at once.
        case brokerAway = "broker_away"
        /// A database cannot grow for a while.
        case diskFull = "disk_full"
        /// An outside system takes its time, sometimes longer than anybody waits.
        case outsideSlow = "outside_slow"
        /// An outside system fails before it has done what it was asked for.
        case outsideFails = "outside_fails"
        /// An outside system does what it was asked for, and its answer is lost.
        case answerLost = "answer_lost"
        /// An outside system is away for minutes.
        case outsideAway = "outside_away"
        /// A reaction fails when it has written everything.
        case reactionFails = "reaction_fails"
    }

    /// How often, by kind: so many times per step, message, call or batch (from 0 to 1); those that have no such
    /// occasion (``Kind/brokerAway``, ``Kind/diskFull``, ``Kind/outsideAway``) so many times per simulated minute.
    public var rates: [Kind: Double]

    /// Nothing goes wrong that is not listed.
    public init(_ rates: [Kind: Double] = [:]) { self.rates = rates }

    /// Nothing goes wrong.
    public static let none = SimulationFaults()

    /// Everything goes wrong now and then.
    public static let usual = SimulationFaults([
        .death: 0.0002, .messageLost: 0.002, .confirmLost: 0.002, .refused: 0.001, .duplicated: 0.02,
        .delayed: 0.05, .consumerCut: 0.002, .brokerAway: 0.2, .diskFull: 0.3, .outsideSlow: 0.02,
        .outsideFails: 0.02, .answerLost: 0.02, .outsideAway: 0.1, .reactionFails: 0.01,
    ])

    /// Other rates of the same kinds: a few kinds are left out, others are three times as frequent. A set of runs that
    /// differ so finds more than one in which everything is always mixed alike.
    func varied(by chance: inout SeededGenerator) -> SimulationFaults {
        var varied: [Kind: Double] = [:]
        for kind in Kind.allCases {
            let (factor, rate) = (chance.number(below: 4), rates[kind, default: 0])
            varied[kind] = min(1, rate * Double(factor))
        }
        return SimulationFaults(varied)
    }
}
