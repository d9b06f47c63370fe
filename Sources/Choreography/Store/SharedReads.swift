package import GRDB
import Synchronization

/// Looks at the database that are asked for side by side, many in one go: each turn of a reader costs changes of
/// threads, which cost more than the look itself.
package final class SharedReads: Sendable {
    private typealias Look = @Sendable (Result<Database, any Error>) -> Void

    private struct State {
        var waiting: [Look] = []
        /// Whether a reader was asked for that has not begun yet.
        var isReaderComing = false
    }

    private let database: any DatabaseReader
    private let state = Mutex(State())

    package init(_ database: any DatabaseReader) { self.database = database }

    /// What `query` finds; sees everything that was committed before the call.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
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
            defer { state = State() }
            return state.waiting
        }
        for look in looks { look(db) }
    }
}
