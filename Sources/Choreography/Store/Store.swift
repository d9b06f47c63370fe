import Foundation
public import GRDB

/// A participant's own SQLite file: inbox, outbox, retries, timers and the participant's tables.
///
/// One process at a time (a lock file sees to it). Journal mode WAL and `synchronous=FULL`, read back at
/// start: what was committed survives a power cut. Readers never wait for the writer.
public struct Store: Sendable {
    /// Reads run side by side, writes one after the other.
    package let database: DatabasePool
    let lock: StoreLock

    /// Where the file is.
    public let path: String

    /// Whether the worker that had the file before was killed or crashed; one of the events that it had in hand
    /// may be to blame.
    var followsCrash: Bool { lock.followsCrash }

    /// Opens the file, creates it the first time, and brings its tables up to date.
    ///
    /// - Parameter allowCreate: create a new file even where one has been before. Without it a file that has
    ///   vanished is an error: an empty inbox would apply old events a second time.
    /// - Throws: ``StoreError`` when it is in use, missing, corrupt or not accessible.
    public static func open(
        path: String, participant: any Participant, allowCreate: Bool = false
    ) throws(StoreError) -> Store {
        let (lock, wasHereBefore) = try StoreLock.acquire(for: path)
        let isNew = !FileManager.default.fileExists(atPath: path)
        if isNew && wasHereBefore && !allowCreate {
            throw StoreError(
                code: .missing, path: path,
                message: """
                    the database has been here before and is gone; restore it, or start with --init to begin \
                    with an empty one (events that were handled before would then be handled again)
                    """)
        }
        do {
            let database = try DatabasePool(path: path, configuration: configuration)
            try makeDurable(database, path: path)
            try StoreSchema.migrate(database, for: participant)
            try database.write { db in
                guard try !isSeeded(db) else { return }
                try participant.seed(db)
                try db.execute(sql: "PRAGMA user_version = 1")
            }
            return Store(database: database, lock: lock, path: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Reads what is committed, on a connection that cannot write. Neither waits for the worker's writes nor keeps
    /// them waiting; sees one moment throughout.
    ///
    /// - Throws: what `body` throws; a transient ``Failure`` when the store is closed, as it is when its worker
    ///   has ended.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await database.read(body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_MISUSE {
            throw Failure.shuttingDown
        }
    }

    /// Closes the file and lets go of its lock. A ``Worker`` does so when it has ended.
    public func close() async throws {
        defer { lock.release() }
        try await database.closeAside()
    }

    /// The same on this thread, which waits until the readers have ended.
    func closeHere() throws {
        defer { lock.release() }
        try database.closeHere()
    }

    private static func isSeeded(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA user_version") == 1
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        return configuration
    }

    /// GRDB sets `synchronous=NORMAL` as it turns WAL on, which may lose the last commits in a power cut.
    private static func makeDurable(_ database: DatabasePool, path: String) throws {
        let (journal, synchronous) = try database.writeWithoutTransaction { db in
            // What a savepoint may have to take back stays in memory: SQLite writes it to a file otherwise.
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
            return (
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA synchronous")
            )
        }
        guard journal == "wal", synchronous == 2 else {
            throw StoreError(
                code: .inaccessible, path: path,
                message: """
                    needs journal_mode=wal and synchronous=FULL, has \(journal ?? "none") and \
                    \(synchronous ?? -1); a network file system cannot hold a worker's database
                    """)
        }
    }
}

extension DatabasePool {
    /// Closes the file when its readers have ended; this thread waits for them.
    func closeHere() throws {
        // Readers first: whoever closes last, and may write, empties the log into the database.
        invalidateReadOnlyConnections()
        try close()
    }

    /// The same on a thread of its own: whoever waits must not do so on one of the few that the readers need to end.
    func closeAside() async throws {
        try await withCheckedThrowingContinuation { (closed: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { closed.resume(with: Result { try self.closeHere() }) }
        }
    }
}

extension StoreError {
    init(_ error: any Error, path: String) {
        let code = (error as? DatabaseError)?.resultCode
        switch code {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                code: .corrupt, path: path,
                message:
                    "is damaged or not a database (\(error)); it is left as it is: restore it from a backup")
        default:
            self.init(code: .inaccessible, path: path, message: "cannot be opened: \(error)")
        }
    }
}
