import Foundation
import GRDB
import Logging

/// Forgets what the inbox has remembered for longer than its retention, a little at a time, once an hour.
struct InboxSweep: Sendable {
    private static let interval = Duration.seconds(3600)
    /// So few at a time that no event waits noticeably for the one writer.
    private static let chunk = 1000

    let store: Store
    let retention: Duration
    let clock: any WorkerClock
    let logger: Logger

    /// Sweeps until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                let count = try await sweep()
                if count > 0 { logger.info("inbox swept", metadata: ["inbox.forgotten": "\(count)"]) }
            } catch is CancellationError {
                return
            } catch {
                // The next round tries again; nothing depends on when.
                logger.warning("the inbox could not be swept", metadata: ["error": "\(error)"])
            }
            await clock.pause(Self.interval)
        }
    }

    /// - Returns: how many messages were forgotten.
    func sweep() async throws -> Int {
        let cutoff = clock.now() - retention / .seconds(1)
        try await store.database.write { db in try Suspects.prune(before: cutoff, in: db) }
        // Keys are texts and blobs; SQLite sorts the empty text before all of them.
        var (last, count): (DatabaseValue?, Int) = ("".databaseValue, 0)
        while let key = last {
            let expired = try await store.database.read { db in
                try Inbox.expired(after: key, before: cutoff, limit: Self.chunk, in: db)
            }
            if !expired.keys.isEmpty {
                try await store.database.write { db in try Inbox.delete(expired.keys, in: db) }
            }
            count += expired.keys.count
            last = expired.last
        }
        return count
    }
}
