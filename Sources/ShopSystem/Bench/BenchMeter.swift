import ChoreographyTesting
import Foundation
import Glibc

/// Reads what the processes of a shop use, from outside of them.
struct BenchMeter: Sendable {
    /// What was used up to a moment.
    struct Reading: Sendable {
        /// By process: the workers, the broker, and the bench itself.
        var usage: [String: ProcessUsage] = [:]
        /// Transactions by worker.
        var commits: [String: UInt32] = [:]
        /// Bytes by worker: of its database, and of the write-ahead log beside it.
        var databases: [String: Int] = [:]
        var logs: [String: Int] = [:]
        /// Since ``BenchMeter/begin()``, by process; nil when nobody can count them.
        var syncs: [String: Int]?
    }

    private let processes: [String: Int32]
    private let databases: [String: String]
    private let counters: [String: SyncCounter]

    /// - Throws: ``SystemError`` when somebody does not run.
    init(_ system: RunningSystem) async throws {
        var processes = [BenchReport.bench: getpid()]
        processes[BenchReport.broker] = await system.ownBroker?.processIdentifier
        for (name, state) in await system.states { processes[name] = state.pid }
        let missing = Set(RunningSystem.workers + [BenchReport.broker]).subtracting(processes.keys).sorted()
        guard missing.isEmpty else {
            throw SystemError(
                .workerFailed, "\(missing.joined(separator: ", ")) did not run when it was to be measured")
        }
        self.processes = processes
        counters = processes.filter { $0.key != BenchReport.bench }.mapValues(SyncCounter.init)
        databases = RunningSystem.workers.reduce(into: [:]) {
            $0[$1] = system.configuration.database(of: $1)
        }
    }

    /// Begins to count, has the peaks of memory begin anew, and reads.
    ///
    /// - Throws: ``SystemError`` when somebody has ended.
    func begin() async throws(SystemError) -> Reading {
        await withTaskGroup { group in
            for counter in counters.values { group.addTask { await counter.begin() } }
        }
        for pid in processes.values { ProcessUsage.resetPeak(of: pid) }
        return try read()
    }

    /// Reads, and counts no more.
    ///
    /// - Throws: ``SystemError`` when somebody has ended.
    func end() async throws(SystemError) -> Reading {
        var reading = try read()
        reading.syncs = await stopCounting()
        return reading
    }

    /// Leaves nobody counting.
    @discardableResult
    func stopCounting() async -> [String: Int]? {
        var syncs: [String: Int] = [:]
        for (name, counter) in counters { syncs[name] = await counter.end() }
        return syncs.count == counters.count ? syncs : nil
    }

    private func read() throws(SystemError) -> Reading {
        var reading = Reading()
        for (name, pid) in processes {
            // The others are children of the bench.
            reading.usage[name] = try ProcessUsage.of(pid, withChildren: name != BenchReport.bench)
        }
        reading.commits = try commits()
        for (worker, path) in databases {
            reading.databases[worker] = Self.size(of: path)
            reading.logs[worker] = Self.size(of: "\(path)-wal")
        }
        return reading
    }

    /// Returns when no worker has written anything for a while: an order is at its end before the mail about it
    /// is sent and before everybody has put down what the broker has confirmed.
    func waitUntilQuiet(timeout: Duration = .seconds(120)) async throws {
        let silence = Duration.milliseconds(500)
        let deadline = ContinuousClock.now + timeout
        var before = try commits()
        while true {
            try await Task.sleep(for: silence)
            let now = try commits()
            if now == before { return }
            before = now
            guard ContinuousClock.now < deadline else {
                throw SystemError(.timedOut, "the workers still wrote \(timeout) after the last order's end")
            }
        }
    }

    private static func size(of path: String) -> Int {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return size ?? 0
    }

    private func commits() throws(SystemError) -> [String: UInt32] {
        var commits: [String: UInt32] = [:]
        for (worker, path) in databases { commits[worker] = try CommitCount.read(ofDatabase: path) }
        return commits
    }
}
