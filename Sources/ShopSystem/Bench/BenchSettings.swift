/// What a bench is asked to do.
public struct BenchSettings: Sendable, Hashable {
    /// How many orders are measured, in each lap.
    public var orders: Int
    /// How often the same is measured, one lap after the other, in the same shop.
    public var laps: Int
    /// How many orders come before them and are not measured.
    public var warmUp: Int
    /// Orders per second; nil: as fast as the broker confirms.
    public var rate: Double?
    /// What is to become of the orders.
    public var mix: BenchMix
    /// Whether the same is measured at a series of rates afterwards.
    public var sweeps: Bool
    /// Everything is kept here while it runs; must be new or empty.
    public var directory: String
    /// The folder in which the five worker executables lie.
    public var executables: String

    /// The defaults take less than a minute.
    public init(
        orders: Int = 10_000, laps: Int = 1, warmUp: Int = 1000, rate: Double? = nil, mix: BenchMix = .happy,
        sweeps: Bool = false, directory: String, executables: String
    ) {
        self.orders = orders
        self.laps = laps
        self.warmUp = warmUp
        self.rate = rate
        self.mix = mix
        self.sweeps = sweeps
        self.directory = directory
        self.executables = executables
    }
}

/// What is to become of the orders of a bench.
public enum BenchMix: String, CaseIterable, Sendable, Hashable, Encodable {
    /// Every order goes all the way to `order.confirmed`.
    case happy
    /// Every story of a chaos run but those in which somebody waits for the carrier, in their proportions.
    case all

    var stories: [ChaosStory] {
        switch self {
        case .happy: [.confirmed]
        case .all: ChaosStory.allCases.filter { !$0.isCollected }
        }
    }
}
