import Foundation
import GRDB

/// The SQLite file of a read model, and the one build in it that is followed.
///
/// Journal mode WAL with `synchronous=NORMAL`: what a power cut takes from the end is read from the stream
/// again, for the place goes with it.
struct HistoryFile: Sendable {
    let database: DatabasePool
    let ledger: HistoryLedger
    let path: String
    private let lock: StoreLock

    init(_ projection: any HistoryProjection, path: String) throws(StoreError) {
        (lock, _) = try StoreLock.acquire(for: path)
        self.path = path
        ledger = HistoryLedger(projection)
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            database = try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Where to go on, and what is missing before.
    func open() throws(StoreError) -> (HistoryBuild, [HistoryGap]) {
        do {
            return try database.write { db in
                let build = try ledger.open(path: path, in: db)
                return (build, try ledger.gaps(of: build, in: db))
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
        }
    }

    func close() async throws {
        defer { lock.release() }
        try await database.closeAside()
    }
}
