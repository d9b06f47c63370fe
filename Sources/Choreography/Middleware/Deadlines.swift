import Foundation
import Synchronization

/// The deadlines of calls that all have the same time, and so come up in the order in which they were set: one
/// task watches over them, however many there are.
final class Deadlines: Sendable {
    private struct Entry: Sendable {
        let due: Date
        let race: Race
        /// `nil`: it is late; else why nobody can tell whether it is.
        let expire: @Sendable ((any Error)?) -> Void
    }

    private struct State: Sendable {
        var entries: ArraySlice<Entry> = []
        var isWatched = false

        mutating func dropEnded() {
            while entries.first?.race.hasEnded == true { entries.removeFirst() }
        }
    }

    private let clock: any WorkerClock
    private let state = Mutex(State())

    init(clock: any WorkerClock) { self.clock = clock }

    /// Calls `expire` at `due`, unless the call has ended by then.
    func add(_ due: Date, _ race: Race, expire: @escaping @Sendable ((any Error)?) -> Void) {
        let needsWatch = state.withLock { state in
            state.dropEnded()
            state.entries.append(Entry(due: due, race: race, expire: expire))
            defer { state.isWatched = true }
            return !state.isWatched
        }
        if needsWatch { Task.detached { await self.watch() } }
    }

    private func watch() async {
        while let next = nextDue() {
            do {
                try await clock.sleep(until: next)
                for entry in due(at: clock.now()) { entry.expire(nil) }
            } catch {
                // The clock cannot wait, and then nobody would.
                for entry in due(at: .distantFuture) { entry.expire(error) }
            }
        }
    }

    private func nextDue() -> Date? {
        state.withLock { state in
            state.dropEnded()
            state.isWatched = !state.entries.isEmpty
            return state.entries.first?.due
        }
    }

    private func due(at now: Date) -> [Entry] {
        state.withLock { state in
            let due = state.entries.prefix { $0.due <= now }
            state.entries.removeFirst(due.count)
            return Array(due)
        }
    }
}
