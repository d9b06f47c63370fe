import ChoreographyTesting

/// What became of ``ShopSimulations``, added up.
public struct ShopSimulationsReport: Sendable, Encodable {
    /// A shop in which something is not as promised.
    public struct Failure: Sendable, Encodable {
        /// Runs it again.
        public let seed: UInt64
        /// With so many orders.
        public let orders: Int
        /// What is not as promised.
        public let findings: [String]
    }

    /// Of the first shop.
    public let seed: UInt64
    /// How many shops there were.
    public private(set) var shops = 0
    /// How many orders were asked for.
    public private(set) var orders = 0
    /// Where they stand at the end.
    public private(set) var byStatus: [String: Int] = [:]
    /// How many events the brokers got, repetitions included.
    public private(set) var events = 0
    /// How many pieces of work ran one after the other.
    public private(set) var steps = 0
    /// How much time passed in the shops.
    public private(set) var simulatedSeconds = 0.0
    /// How often a process died, by step.
    public private(set) var deaths: [String: Int] = [:]
    /// What went wrong, by kind.
    public private(set) var faults: [String: Int] = [:]
    /// How many dead letters were replayed.
    public private(set) var replayed = 0
    /// By seed; empty when all is well.
    public private(set) var failures: [Failure] = []
    /// Of all digests: the same for the same seeds and numbers.
    public private(set) var digest = "0"
    /// How long it took.
    public internal(set) var seconds = 0.0

    init(seed: UInt64) { self.seed = seed }

    mutating func add(_ shop: ShopSimulationReport) {
        shops += 1
        orders += shop.orders
        byStatus.merge(shop.byStatus, uniquingKeysWith: +)
        events += shop.simulation.events
        steps += shop.simulation.jobs
        simulatedSeconds += shop.simulation.simulatedSeconds
        deaths.merge(shop.simulation.deaths, uniquingKeysWith: +)
        faults.merge(shop.simulation.faults, uniquingKeysWith: +)
        replayed += shop.replayed
        let sum = [digest, shop.simulation.digest].compactMap { UInt64($0, radix: 16) }.reduce(0, &+)
        digest = String(sum, radix: 16)
        guard !shop.findings.isEmpty else { return }
        add(failure: Failure(seed: shop.simulation.seed, orders: shop.orders, findings: shop.findings))
    }

    /// A shop that has not come to its end.
    mutating func add(_ failure: Failure) {
        shops += 1
        orders += failure.orders
        add(failure: failure)
    }

    private mutating func add(failure: Failure) {
        failures.append(failure)
        failures.sort { $0.seed < $1.seed }
    }

    enum CodingKeys: String, CodingKey {
        case seed, shops, orders, events, steps, deaths, faults, replayed, failures, seconds, digest
        case byStatus = "by_status"
        case simulatedSeconds = "simulated_seconds"
    }
}
