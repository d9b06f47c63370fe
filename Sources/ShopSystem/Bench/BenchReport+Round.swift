import Choreography
import ShopEvents

extension BenchReport {
    /// - Parameters:
    ///   - sweep: further rounds; empty where none were asked for.
    ///   - events: all events of the history by type, which tell how many participants hear one on average.
    init(_ settings: BenchSettings, _ round: BenchRound.Result, sweep: [Point], events: [String: Int]) {
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
        latency = round.latency
        peakKilobytes = round.after.usage.mapValues(\.peakKilobytes)
        cpuSeconds = round.after.usage.reduce(into: [:]) { seconds, process in
            let used = process.value.cpuSeconds - (round.before.usage[process.key]?.cpuSeconds ?? 0)
            seconds[process.key] = (used / orders * 1000).rounded(digits: 3)
        }
        commitsPerOrder = round.after.commits.reduce(into: [:]) { commits, worker in
            let new = worker.value &- (round.before.commits[worker.key] ?? 0)
            commits[worker.key] = (Double(new) / orders).rounded(digits: 3)
        }
        syncsPerOrder = round.after.syncs?.mapValues { (Double($0) / orders).rounded(digits: 3) }
        self.sweep = sweep.isEmpty ? nil : sweep
    }
}

extension BenchReport.Point {
    init(_ round: BenchRound.Result, rate: Double?) {
        self.init(
            rate: rate, orders: round.orders, ordersPerSecond: round.ordersPerSecond, latency: round.latency)
    }
}

extension BenchRound.Result {
    fileprivate var ordersPerSecond: Double { (Double(orders) / seconds).rounded(digits: 1) }
}
