import Foundation
import GRDB
import Logging

/// Forgets what the inbox has remembered for longer than its retention, a little at a time, once an hour.
actor InboxSweep {
    private static let interval = Duration.seconds(3600)
    /// So few at a time that no event waits noticeably for it.
    private static let chunk = 1000
    private static let breath = Duration.milliseconds(5)

    private nonisolated let thread: any WorkerThread
    private let store: Store
    private let retention: Duration
    private let clock: any WorkerClock
    private let logger: Logger

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        on thread: any WorkerThread, store: Store, retention: Duration, clock: any WorkerClock,
        logger: Logger
    ) {
        self.thread = thread
        self.store = store
        self.retention = retention
        self.clock = clock
        self.logger = logger
    }

    /// Sweeps until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                let count = try await sweep()
                if count > 0 { logger.info("inbox swept", metadata: ["inbox.forgotten": "\(count)"]) }
            } catch {
                // The next round tries again; nothing depends on when.
                logger.warning("the inbox could not be swept", metadata: ["error": "\(error)"])
            }
            await clock.pause(Self.interval)
        }
    }

    /// - Returns: how many messages were forgotten.
    private func sweep() async throws -> Int {
        let cutoff = clock.now() - retention / .seconds(1)
        try forgetSuspects(before: cutoff)
        // Keys are texts and blobs; SQLite sorts the empty text before all of them.
        var (last, count): (DatabaseValue?, Int) = ("".databaseValue, 0)
        while let key = last, !Task.isCancelled {
            let expired = try forget(after: key, before: cutoff)
            count += expired.keys.count
            last = expired.last
            // Whatever came meanwhile goes first.
            await clock.pause(Self.breath)
        }
        return count
    }

    private func forgetSuspects(before cutoff: Date) throws {
        try store.database.write { db in try Suspects.prune(before: cutoff, in: db) }
    }

    /// Of the next rows after `key` those that came before `cutoff`.
    private func forget(
        after key: DatabaseValue, before cutoff: Date
    ) throws -> (keys: [DatabaseValue], last: DatabaseValue?) {
        let expired = try store.database.read { db in
            try Inbox.expired(after: key, before: cutoff, limit: Self.chunk, in: db)
        }
        if !expired.keys.isEmpty {
            try store.database.write { db in try Inbox.delete(expired.keys, in: db) }
        }
        return expired
    }
}
