import Choreography
import ShopEvents

extension BenchReport {
    /// - Parameters:
    ///   - laps: the rounds that count; at least one.
    ///   - sweep: further rounds; empty where none were asked for.
    ///   - events: all events of the history by type, which tell how many participants hear one on average.
    init(_ settings: BenchSettings, _ laps: [BenchRound.Result], sweep: [Point], events: [String: Int]) {
        let round = laps.dropFirst().reduce(laps[0]) { $0.followed(by: $1) }
        let orders = Double(round.orders)
        let hearers = Score.shop.parts.flatMap { $0.hears.map { $0.type.rawValue } }
            .reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        let heard = events.reduce(0) { $0 + $1.value * (hearers[$1.key] ?? 0) }
        let deliveries = Double(heard) / Double(max(1, events.values.reduce(0, +)))
        self.orders = round.orders
        warmUp = settings.warmUp
        mix = settings.mix
        rate = settings.rate
        seconds = round.seconds.rounded(digits: 3)
        ordersPerSecond = round.ordersPerSecond
        messagesPerSecond = (Double(round.messages) / round.seconds).rounded(digits: 1)
        messagesPerOrder = (Double(round.messages) / orders).rounded(digits: 2)
        deliveriesPerOrder = (Double(round.messages) / orders * deliveries).rounded(digits: 2)
        latency = BenchLatency(round.times)
        peakKilobytes = round.use.peakKilobytes
        cpuSeconds = round.cpuSeconds
        commitsPerOrder = round.use.commits.mapValues { (Double($0) / orders).rounded(digits: 3) }
        syncsPerOrder = round.use.syncs?.mapValues { (Double($0) / orders).rounded(digits: 3) }
        self.laps = laps.count == 1 ? nil : laps.map(Lap.init)
        self.sweep = sweep.isEmpty ? nil : sweep
    }
}

extension BenchReport.Point {
    init(_ round: BenchRound.Result, rate: Double?) {
        self.init(
            rate: rate, orders: round.orders, ordersPerSecond: round.ordersPerSecond,
            latency: BenchLatency(round.times))
    }
}

extension BenchReport.Lap {
    init(_ round: BenchRound.Result) {
        self.init(
            ordersPerSecond: round.ordersPerSecond, cpuSeconds: round.cpuSeconds,
            peakKilobytes: round.use.peakKilobytes,
            databaseKilobytes: round.use.databases.mapValues { $0 / 1024 },
            logKilobytes: round.use.logs.mapValues { $0 / 1024 })
    }
}

extension BenchRound.Result {
    /// For 1,000 orders.
    fileprivate var cpuSeconds: [String: Double] {
        use.cpuSeconds.mapValues { ($0 / Double(orders) * 1000).rounded(digits: 3) }
    }

    fileprivate var ordersPerSecond: Double { (Double(orders) / seconds).rounded(digits: 1) }
}
