/// Says the lines of a script, at a rate or as fast as the broker confirms.
struct BenchPublisher: Sendable {
    let script: BenchScript
    let ledger: BenchLedger
    let publisher: SteadfastPublisher
    /// Orders per second; nil: as fast as the broker confirms.
    let rate: Double?

    /// So many messages may be unconfirmed at a time, and so many are sent in one go.
    private static let (window, burst) = (1000, 50)

    /// Returns when everything is confirmed.
    func publish() async throws {
        for user in Set(script.lines.map(\.message.user)) { try await publisher.connect(as: user) }
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Int.self) { group in
            var (rest, open) = (script.lines[...], 0)
            while let next = rest.first {
                let batch = due(rest, since: start)
                guard !batch.isEmpty else {
                    // Waking up a thousand times a second is often enough.
                    let wait = max(time(of: next, since: start), .now + .milliseconds(1))
                    try await Task.sleep(until: wait, tolerance: .zero)
                    continue
                }
                while open + batch.count > Self.window, let confirmed = try await group.next() {
                    open -= confirmed
                }
                let now = ContinuousClock.now
                // At a rate, who has to wait until he can be sent is waiting already.
                ledger.begin(batch) { rate == nil ? now : time(of: $0, since: start) }
                group.addTask {
                    try await publisher.publish(batch.map(\.message))
                    return batch.count
                }
                open += batch.count
                rest = rest.dropFirst(batch.count)
            }
            try await group.waitForAll()
        }
    }

    private func due(
        _ rest: ArraySlice<BenchScript.Line>, since start: ContinuousClock.Instant
    ) -> ArraySlice<BenchScript.Line> {
        let burst = rest.prefix(Self.burst)
        guard rate != nil else { return burst }
        let now = ContinuousClock.now
        return burst.prefix { time(of: $0, since: start) <= now }
    }

    private func time(
        of line: BenchScript.Line, since start: ContinuousClock.Instant
    ) -> ContinuousClock.Instant {
        rate.map { start + .seconds(Double(line.position) / $0) } ?? start
    }
}
