/// What a chaos run is asked to do.
public struct ChaosSettings: Sendable, Hashable {
    /// How many orders are asked for.
    public var orders: Int
    /// How many faults happen meanwhile.
    public var faults: Int
    /// Decides on everything that is left to chance.
    public var seed: UInt64
    /// Orders per second, as long as nothing stands in the way.
    public var rate: Double
    /// How long an order may take to its confirmation; nil: the order worker's own default.
    public var deadline: Duration?
    /// How long everything may take to come to rest once no more harm is done.
    public var drainLimit: Duration
    /// Whether the whole history is heard again at the end.
    public var rehears: Bool
    /// Kinds of faults to do without.
    public var excluded: Set<ChaosFaultKind>
    /// Everything is kept here while it runs; must be new or empty.
    public var directory: String
    /// The folder in which the five worker executables lie.
    public var executables: String

    /// The defaults take some minutes.
    public init(
        orders: Int = 1000, faults: Int = 60, seed: UInt64, rate: Double = 50, deadline: Duration? = nil,
        drainLimit: Duration = .seconds(300), rehears: Bool = true, excluded: Set<ChaosFaultKind> = [],
        directory: String, executables: String
    ) {
        self.orders = orders
        self.faults = faults
        self.seed = seed
        self.rate = rate
        self.deadline = deadline
        self.drainLimit = drainLimit
        self.rehears = rehears
        self.excluded = excluded
        self.directory = directory
        self.executables = executables
    }
}
