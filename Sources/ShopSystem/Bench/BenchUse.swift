/// What a round, or several in a row, took of the machine.
struct BenchUse: Sendable {
    /// By process.
    var cpuSeconds: [String: Double] = [:]
    /// The most that was resident at once, by process.
    var peakKilobytes: [String: Int] = [:]
    /// Transactions by worker.
    var commits: [String: Int] = [:]
    /// By process; nil when nobody could count them.
    var syncs: [String: Int]?
    /// Bytes at the end by worker: of its database, and of the write-ahead log beside it.
    var (databases, logs) = ([String: Int](), [String: Int]())

    /// What was used between two readings, of which the second has the peaks since the first.
    init(from before: BenchMeter.Reading, to after: BenchMeter.Reading) {
        for (name, usage) in after.usage {
            cpuSeconds[name] = usage.cpuSeconds - (before.usage[name]?.cpuSeconds ?? 0)
            peakKilobytes[name] = usage.peakKilobytes
        }
        for (worker, count) in after.commits {
            // The counter wraps around.
            commits[worker] = Int(count &- (before.commits[worker] ?? 0))
        }
        syncs = after.syncs
        (databases, logs) = (after.databases, after.logs)
    }

    /// Of this and what came after it.
    mutating func add(_ next: BenchUse) {
        cpuSeconds.merge(next.cpuSeconds, uniquingKeysWith: +)
        peakKilobytes.merge(next.peakKilobytes, uniquingKeysWith: max)
        commits.merge(next.commits, uniquingKeysWith: +)
        syncs = syncs.flatMap { syncs in next.syncs.map { syncs.merging($0, uniquingKeysWith: +) } }
        (databases, logs) = (next.databases, next.logs)
    }
}

extension BenchRound.Result {
    /// This round and the one after it as one; the time between them does not count.
    func followed(by next: Self) -> Self {
        var use = use
        use.add(next.use)
        return Self(
            orders: orders + next.orders, seconds: seconds + next.seconds, times: times + next.times,
            messages: messages + next.messages, use: use)
    }
}
