/// What a bench has measured. There is none of a run in which an invariant does not hold.
public struct BenchReport: Sendable, Encodable {
    /// Throughput and latency at one rate.
    public struct Point: Sendable, Hashable, Encodable {
        /// Orders per second that were asked for; nil: as fast as the broker confirmed.
        public let rate: Double?
        /// How many orders.
        public let orders: Int
        /// Orders per second, from the first message to the last order's end.
        public let ordersPerSecond: Double
        /// From the customer's last word to the order's last event.
        public let latency: BenchLatency

        enum CodingKeys: String, CodingKey {
            case rate, orders
            case ordersPerSecond = "orders_per_second"
            case latency = "latency_ms"
        }
    }

    /// One of several rounds of the same size.
    public struct Lap: Sendable, Hashable, Encodable {
        /// Orders that came to their end.
        public let ordersPerSecond: Double
        /// CPU seconds for 1,000 orders by process.
        public let cpuSeconds: [String: Double]
        /// The most memory that was resident at once in this lap, in units of 1024 bytes, by process.
        public let peakKilobytes: [String: Int]
        /// By worker, at the end of the lap, in units of 1024 bytes.
        public let databaseKilobytes: [String: Int]
        /// The write-ahead log beside it, as above.
        public let logKilobytes: [String: Int]

        enum CodingKeys: String, CodingKey {
            case ordersPerSecond = "orders_per_second"
            case cpuSeconds = "cpu_s_per_1000_orders"
            case peakKilobytes = "peak_rss_kb"
            case databaseKilobytes = "database_kb"
            case logKilobytes = "wal_kb"
        }
    }

    /// What is measured: the workers, their broker, and whoever publishes and follows.
    public static let processes = RunningSystem.workers + [broker, bench]
    static let (broker, bench) = ("broker", "bench")

    /// How many orders were measured, in all laps, and how many came before them.
    public let orders, warmUp: Int
    /// What became of the orders.
    public let mix: BenchMix
    /// Orders per second that were asked for; nil: as fast as the broker confirmed.
    public let rate: Double?
    /// From the first message to the last order's end.
    public let seconds: Double
    /// Orders that came to their end.
    public let ordersPerSecond: Double
    /// Messages published, by everybody, in that time.
    public let messagesPerSecond: Double
    /// Messages published, by everybody, for one order.
    public let messagesPerOrder: Double
    /// Deliveries of these messages to the participants.
    public let deliveriesPerOrder: Double
    /// From the customer's last word to the order's last event.
    public let latency: BenchLatency
    /// The most memory that was resident at once, in units of 1024 bytes, by process: the workers, `broker`,
    /// `bench`.
    public let peakKilobytes: [String: Int]
    /// CPU seconds for 1,000 orders by process, until nobody wrote any more.
    public let cpuSeconds: [String: Double]
    /// SQLite transactions for one order by worker; each is one sync of the write-ahead log, since workers have
    /// `synchronous=FULL`.
    public let commitsPerOrder: [String: Double]
    /// Calls of `fsync` and `fdatasync` for one order by process: commits, checkpoints, mails, the broker's log;
    /// nil where the kernel's count is not to be had (`perf`, as root).
    public let syncsPerOrder: [String: Double]?
    /// The rounds of which all of the above are the sum, one after the other; nil: there was one only.
    public let laps: [Lap]?
    /// The same at a series of rates; nil: not asked for.
    public let sweep: [Point]?

    enum CodingKeys: String, CodingKey {
        case orders, mix, rate, seconds, laps, sweep
        case warmUp = "warm_up"
        case ordersPerSecond = "orders_per_second"
        case messagesPerSecond = "messages_per_second"
        case messagesPerOrder = "messages_per_order"
        case deliveriesPerOrder = "deliveries_per_order"
        case latency = "latency_ms"
        case peakKilobytes = "peak_rss_kb"
        case cpuSeconds = "cpu_s_per_1000_orders"
        case commitsPerOrder = "commits_per_order"
        case syncsPerOrder = "fsyncs_per_order"
    }
}

/// A run whose figures are worth nothing: something is not as it must be.
public struct BenchRefusal: Error {
    /// What is wrong.
    public let verification: Verification
}
