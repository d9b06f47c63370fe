/// The rates of a sweep: parts of the highest throughput, each for some seconds.
struct BenchSweep: Sendable {
    /// Orders per second as fast as it goes.
    let highest: Double
    /// How many orders that took; no step asks for more.
    let orders: Int

    /// The parts: close together where the latency begins to rise.
    private static let shares = [0.1, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0]
    /// Long enough for a percentile, in seconds.
    private static let length = 10.0
    private static let fewest = 20

    /// How many steps there are.
    static var count: Int { shares.count }

    /// Rates in orders per second, rising.
    var steps: [(rate: Double, orders: Int)] {
        Self.shares.map { share in
            let rate = (highest * share).rounded(digits: 1)
            return (rate, min(orders, max(Self.fewest, Int(rate * Self.length))))
        }
    }
}
