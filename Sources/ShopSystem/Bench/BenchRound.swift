import Logging
import RabbitMQ

/// One round of orders, measured: all of a script is said, and every order followed to its end.
struct BenchRound: Sendable {
    let stage: BenchStage
    let script: BenchScript
    /// Orders per second; nil: as fast as the broker confirms.
    let rate: Double?
    let onProgress: @Sendable (String) -> Void

    /// What came of it.
    struct Result: Sendable {
        let orders: Int
        /// From the first message to the last order's end.
        let seconds: Double
        /// How long each order took.
        let times: [Duration]
        /// Messages in the history.
        let messages: Int
        /// From before the first message until nobody wrote any more.
        let use: BenchUse
    }

    /// Nothing at all for so long means that nothing more will come.
    private static let patience = Duration.seconds(60)

    /// Returns when every order has come to its end and no worker writes any more.
    ///
    /// - Throws: ``SystemError`` when orders do not end, or a process does; the errors of the broker.
    func run() async throws -> Result {
        let ledger = BenchLedger(script)
        let access = try await stage.access()
        let known = try await messageCount(access)
        let events = script.stories.reduce(into: Set<String>()) { $0.formUnion($1.lastEvents) }
        let follower = try await BenchFollower.open(access, hearing: events, logger: stage.logger)
        let result: Result
        do {
            let use = try await measure(ledger, follower)
            result = Result(
                orders: ledger.count, seconds: ledger.span / .seconds(1),
                times: ledger.latencies, messages: try await messageCount(access) - known, use: use)
        } catch {
            await follower.close()
            throw error
        }
        await follower.close()
        return result
    }

    private func measure(_ ledger: BenchLedger, _ follower: BenchFollower) async throws -> BenchUse {
        let meter = try await BenchMeter(stage.system)
        do {
            let before = try await meter.begin()
            try await perform(ledger, follower)
            try await meter.waitUntilQuiet()
            return BenchUse(from: before, to: try await meter.end())
        } catch {
            await meter.stopCounting()
            throw error
        }
    }

    private func perform(_ ledger: BenchLedger, _ follower: BenchFollower) async throws {
        let publisher = BenchPublisher(
            script: script, ledger: ledger, publisher: stage.publisher, rate: rate)
        try await withThrowingTaskGroup { group in
            group.addTask { try await follower.follow(into: ledger) }
            group.addTask { try await publisher.publish() }
            group.addTask { try await wait(for: ledger) }
            defer { group.cancelAll() }
            // The follower ends when it is told to, or when it fails.
            for _ in 0..<2 { try await group.next() }
        }
    }

    private func wait(for ledger: BenchLedger) async throws {
        var (count, since) = (0, ContinuousClock.now)
        while count < ledger.count {
            // Rare enough not to disturb.
            try await Task.sleep(for: .milliseconds(100))
            let now = ledger.endedCount
            if now > count { (count, since) = (now, .now) }
            onProgress("\(count) of \(ledger.count) orders at their end")
            guard ContinuousClock.now - since < Self.patience + slack else {
                let open = ledger.open
                throw SystemError(
                    .timedOut,
                    "\(open.count) of \(ledger.count) orders have not come to their end, and none has for "
                        + "\(Self.patience + slack): \(open.prefix(5).joined(separator: ", "))")
            }
        }
    }

    /// At a low rate there is nothing to hear for a long time.
    private var slack: Duration { rate.map { .seconds(1 / $0) } ?? .zero }

    /// How many messages the history has taken since the broker was new.
    private func messageCount(_ access: ConnectionConfiguration) async throws -> Int {
        try await HistoryReader.lastOffset(access, logger: stage.logger).map { Int($0) + 1 } ?? 0
    }
}
