public import Choreography
import Synchronization

/// Searches everything that can happen in a choreography: every message delivered at any moment, in any order, some
/// of them more than once, every answer of the outside, every impulse at every moment.
///
/// The participants' own rules run (``ExplorationVoice``), each once for every pair of a state and an event; the
/// search itself goes through numbers, so that millions of states take seconds.
///
/// ```swift
/// let exploration = Exploration(
///     .shop, voices: [order, payment], openings: [OrderRequested.example], duplicates: 1,
///     invariants: [.atRest("no order is left in limbo") { world in … }])
/// let report = try await exploration.run()
/// #expect(report.violations.isEmpty)
/// ```
///
/// Nothing stops a message that comes twice, as the runtime's inbox would: rules that hold here hold without it.
public struct Exploration: Sendable {
    let score: Score
    let voices: [ExplorationVoice]
    let openings: [any Event]
    let duplicates: Int
    let deaths: Int
    let invariants: [ExplorationInvariant]

    /// - Parameters:
    ///   - score: who hears what; what a participant says is held against it.
    ///   - voices: everybody who takes part. An event goes to all that hear its type, in the saga's voice where
    ///     there is one for each saga.
    ///   - openings: what is on its way at the beginning.
    ///   - duplicates: how many extra deliveries there may be in all.
    ///   - deaths: how often a process may die between what it asks for outside and its transaction.
    ///   - invariants: what must hold.
    public init(
        _ score: Score, voices: [ExplorationVoice], openings: [any Event] = [], duplicates: Int = 0,
        deaths: Int = 0, invariants: [ExplorationInvariant]
    ) {
        self.score = score
        self.voices = voices
        self.openings = openings
        self.duplicates = duplicates
        self.deaths = deaths
        self.invariants = invariants
    }

    /// Searches until everything was seen, on a thread of its own.
    ///
    /// - Parameters:
    ///   - limit: how many states to look at; what lies beyond is not judged, and the report says so. A state takes
    ///     some 80 bytes.
    ///   - stopsAtFirst: whether the first violation is enough.
    ///   - onProgress: called there with the number of states and the depth, every 100,000 states.
    /// - Throws: ``ExplorationError`` when rules and score do not fit; `CancellationError`.
    public func run(
        limit: Int = 20_000_000, stopsAtFirst: Bool = false,
        onProgress: @escaping @Sendable (_ states: Int, _ depth: Int) -> Void = { _, _ in }
    ) async throws -> ExplorationReport {
        let cancellation = ExplorationCancellation()
        return try await OwnThread.run {
            let begin = ContinuousClock.now
            var search = try ExplorationSearch(self)
            try search.run(limit: limit, stopsAtFirst: stopsAtFirst, onProgress: onProgress) {
                try cancellation.check()
            }
            return search.report(seconds: (ContinuousClock.now - begin) / .seconds(1))
        } onCancel: {
            cancellation.happen()
        }
    }
}

/// Told by a task, noticed by a thread.
private final class ExplorationCancellation: Sendable {
    private let hasHappened = Atomic(false)

    func happen() { hasHappened.store(true, ordering: .relaxed) }

    func check() throws { if hasHappened.load(ordering: .relaxed) { throw CancellationError() } }
}
