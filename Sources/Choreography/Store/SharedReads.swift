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

    /// A reader, and the thread that may use it. Unchecked, since other threads see it and ask ``isHere`` first.
    private struct Open: @unchecked Sendable {
        let reader: Database
        let thread = pthread_self()

        var isHere: Bool { pthread_equal(thread, pthread_self()) != 0 }
    }

    private let database: any DatabaseReader
    private let state = Mutex(State())

    package init(_ database: any DatabaseReader) { self.database = database }

    /// Runs `body`, and looks that are made meanwhile on this thread at once, all with one reader: they see
    /// everything that was committed before. For one thread at a time.
    func together(_ body: () -> Void) {
        var hasRun = false
        do {
            try database.read { db in
                state.withLock { $0.open = Open(reader: db) }
                defer { state.withLock { $0.open = nil } }
                hasRun = true
                body()
            }
        } catch {
            // There is no reader (the database was closed): whoever looks is told so.
            if !hasRun { body() }
        }
    }

    /// What `query` finds; sees everything that was committed before the call.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        if let open = state.withLock({ $0.open }), open.isHere { return try query(open.reader) }
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
