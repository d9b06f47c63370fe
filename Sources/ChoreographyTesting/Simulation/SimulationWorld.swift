import Choreography
import Foundation
import Synchronization

/// What lies outside the processes of a ``Simulation``: its time, its chance, and outside systems. Each life of a process
/// has a view of its own, in which nobody is asked any more once it is dead.
public final class SimulationWorld: Sendable {
    private struct State {
        var errands = 0
        var trouble: (any Error)?
        var isOutsideAway = false
    }

    /// The same in all views.
    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    /// Stands still while anything can be done.
    public let clock: ManualClock
    /// All that is left to chance.
    public let chance: SimulationChance
    private let shared: Shared
    private let isDead = Atomic(false)

    private init(_ clock: ManualClock, _ chance: SimulationChance, _ shared: Shared) {
        self.clock = clock
        self.chance = chance
        self.shared = shared
    }

    convenience init(_ clock: ManualClock, _ chance: SimulationChance) { self.init(clock, chance, Shared()) }

    /// How it looks to a process that begins now.
    func view() -> SimulationWorld { SimulationWorld(clock, chance, shared) }

    /// The process that has this view is dead. What it does before it is noticed, it does to nobody.
    func die() { isDead.store(true, ordering: .relaxed) }

    /// Asks an outside system, on a way on which something may happen.
    ///
    /// - Throws: what `call` throws; a transient `Failure` when it is not asked, or its answer does not come back.
    public func ask<Answer>(_ call: () async throws -> Answer) async throws -> Answer {
        guard !isDead.load(ordering: .relaxed) else { throw CancellationError() }
        if chance.strikes(.outsideSlow) {
            let delay = chance.duration(.milliseconds(1) ... .seconds(30))
            try await clock.sleep(until: clock.now() + delay / .seconds(1))
        }
        if shared.state.withLock({ $0.isOutsideAway }) || chance.strikes(.outsideFails) {
            throw Failure.transient("outside-unavailable", "nobody answers")
        }
        let answer = try await call()
        if chance.strikes(.answerLost) {
            throw Failure.transient("outside-unavailable", "the answer did not come back")
        }
        return answer
    }

    /// Returns at once and does something later; nothing is at rest until it is done. What it throws is thrown by
    /// ``SimulationStage/rest()``.
    public func later(after delay: Duration, _ errand: @escaping @Sendable () async throws -> Void) {
        shared.state.withLock { $0.errands += 1 }
        Task {
            await pause(delay)
            do {
                try await errand()
            } catch {
                shared.state.withLock { $0.trouble = error }
            }
            shared.state.withLock { $0.errands -= 1 }
        }
    }

    /// Waits in simulated time; not at all once its task is cancelled.
    public func pause(_ delay: Duration) async {
        try? await clock.sleep(until: clock.now() + delay / .seconds(1))
    }

    /// How much is to be done later.
    ///
    /// - Throws: what an errand has thrown.
    func errands() throws -> Int {
        let (count, trouble) = shared.state.withLock { ($0.errands, $0.trouble) }
        if let trouble { throw trouble }
        return count
    }

    /// Whether outside systems are all away.
    func setOutside(isAway: Bool) { shared.state.withLock { $0.isOutsideAway = isAway } }
}
