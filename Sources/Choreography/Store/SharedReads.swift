package import GRDB
import Glibc
import Synchronization

/// Looks at the database that are asked for side by side, many in one go: each turn of a reader costs changes of
/// threads, which cost more than the look itself. Best is ``together(_:)``, which has none at all.
package final class SharedReads: Sendable {
    private typealias Look = @Sendable (Result<Database, any Error>) -> Void

    private struct State {
        var waiting: [Look] = []
        /// Whether a reader was asked for that has not begun yet.
        var isReaderComing = false
        /// Of ``together(_:)``.
        var open: Open?
    }

    /// A connection, and the thread that may use it. Unchecked, since other threads see it and ask ``isHere`` first.
    private struct Open: @unchecked Sendable {
        let connection: Database
        let thread = pthread_self()

        var isHere: Bool { pthread_equal(thread, pthread_self()) != 0 }
    }

    private let database: any DatabaseWriter
    private let state = Mutex(State())

    package init(_ database: any DatabaseWriter) { self.database = database }

    /// Runs `body`, and looks that are made meanwhile on this thread at once, on the connection that writes: they see
    /// everything that was committed before. What one of them writes is taken back, and it is told so. For one thread at
    /// a time; nothing in `body` may wait for a write.
    func together(_ body: () -> Void) {
        var hasRun = false
        do {
            try database.writeWithoutTransaction { db in
                // Not `readOnly`: that pragma has SQLite compile all the connection's statements again.
                try db.inTransaction(.deferred) {
                    let before = db.totalChangesCount
                    state.withLock { $0.open = Open(connection: db) }
                    defer { state.withLock { $0.open = nil } }
                    hasRun = true
                    body()
                    return db.totalChangesCount == before ? .commit : .rollback
                }
            }
        } catch {
            // There is no connection (the database was closed): whoever looks is told so. When they have looked, each has
            // its answer, and how a transaction ends that has changed nothing matters to nobody.
            if !hasRun { body() }
        }
    }

    /// What `query` finds; sees everything that was committed before the call.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        if let open = state.withLock({ $0.open }), open.isHere {
            let before = open.connection.totalChangesCount
            let value = try query(open.connection)
            guard open.connection.totalChangesCount == before else {
                throw DatabaseError(
                    resultCode: .SQLITE_READONLY, message: "what looks at the database cannot write")
            }
            return value
        }
        return try await withCheckedThrowingContinuation { continuation in
            let needsReader = state.withLock { state in
                state.waiting.append { db in continuation.resume(with: Result { try query(db.get()) }) }
                defer { state.isReaderComing = true }
                return !state.isReaderComing
            }
            if needsReader { database.asyncRead { self.serve($0) } }
        }
    }

    /// The reader's transaction begins with its first look, so it sees what each who waits may expect to see.
    /// Whoever comes from now on gets another reader.
    private func serve(_ db: Result<Database, any Error>) {
        let looks = state.withLock { state in
            defer { (state.waiting, state.isReaderComing) = ([], false) }
            return state.waiting
        }
        for look in looks { look(db) }
    }
}
