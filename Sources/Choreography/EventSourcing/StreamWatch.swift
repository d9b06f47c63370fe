public import GRDB
import Synchronization

/// Tells whoever watches a stream of the ``EventStore`` when facts were recorded in it, right after the commit.
/// Nobody polls, and recording costs next to nothing more while nobody watches.
public final class StreamWatch: TransactionObserver, Sendable {
    private struct State {
        var watchers: [String: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var nextID: UInt64 = 0
        /// Positions of the facts that the running transaction has recorded.
        var recorded: [Int64] = []
    }

    private let state = Mutex(State())

    /// Watches the participant's database for as long as the watch is kept.
    public init(_ store: Store) { store.database.add(transactionObserver: self) }

    /// Yields once at the start, and then after commits that added to the stream; those that come while nobody
    /// asks are one. Ends when the task that asks is cancelled.
    public func changes(of stream: String) -> AsyncStream<Void> {
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextID += 1
            state.watchers[stream, default: [:]][state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id, of: stream) }
        continuation.yield()
        return changes
    }

    /// How many watch.
    public var count: Int { state.withLock { $0.watchers.values.reduce(0) { $0 + $1.count } } }

    private func forget(_ id: UInt64, of stream: String) {
        state.withLock { state in
            state.watchers[stream]?[id] = nil
            if state.watchers[stream]?.isEmpty == true { state.watchers[stream] = nil }
        }
    }

    // MARK: GRDB's, on the thread of the database

    /// Facts alone.
    public func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        if case .insert("events") = eventKind { true } else { false }
    }

    /// Notes a fact, whether anybody watches or not: who begins before the commit has read that it is not there.
    public func databaseDidChange(with event: DatabaseEvent) {
        state.withLock { $0.recorded.append(event.rowID) }
    }

    /// Wakes who watches a stream that has grown.
    public func databaseDidCommit(_ db: Database) {
        let recorded = state.withLock { state in
            defer { state.recorded.removeAll(keepingCapacity: true) }
            return state.watchers.isEmpty ? [] : state.recorded
        }
        let streams = Set(recorded.compactMap { try? Self.stream(at: $0, in: db) })
        let waiting = state.withLock { state in
            streams.flatMap { state.watchers[$0]?.values.map(\.self) ?? [] }
        }
        for watcher in waiting { watcher.yield() }
    }

    /// Nothing was recorded.
    public func databaseDidRollback(_ db: Database) { state.withLock { $0.recorded = [] } }

    private static func stream(at position: Int64, in db: Database) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT stream FROM events WHERE position = ?"), arguments: [position])
    }
}
