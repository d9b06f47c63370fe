public import Choreography
public import Foundation
import Synchronization

/// A clock that moves only when told to; sleepers wake in the order of their deadlines.
public final class ManualClock: WorkerClock {
    private struct Sleeper {
        let deadline: Date
        let number: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Date
        var lastSleeper = 0
        /// By deadline, and who fell asleep first.
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []

        /// Where those begin that are to be woken later than `deadline`.
        func place(after deadline: Date) -> Int {
            var (low, high) = (0, sleepers.count)
            while low < high {
                let middle = (low + high) / 2
                if sleepers[middle].deadline <= deadline { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private let state: Mutex<State>

    /// Starts at `start`.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_800_000_000)) {
        state = Mutex(State(now: start))
    }

    /// The time it was told.
    public func now() -> Date { state.withLock { $0.now } }

    /// When those who are asleep want to be woken, earliest first.
    public var deadlines: [Date] { state.withLock { $0.sleepers.map(\.deadline) } }

    /// The first of ``deadlines``.
    public var nextDeadline: Date? { state.withLock { $0.sleepers.first?.deadline } }

    /// Moves on and wakes whoever has slept until then.
    public func advance(by duration: Duration) { advance(to: now() + duration / .seconds(1)) }

    /// Moves there, also back, and wakes whoever has slept until then.
    public func advance(to time: Date) {
        let due = state.withLock { state in
            state.now = time
            let due = Array(state.sleepers.prefix(state.place(after: state.now)))
            state.sleepers.removeFirst(due.count)
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Returns once the clock was moved to the deadline.
    public func sleep(until deadline: Date) async throws {
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        // Cancelled between its waking and its return.
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enum Step { case wake, cancel, wait }
                let step: Step = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .cancel }
                    if deadline <= state.now { return .wake }
                    state.sleepers.insert(
                        Sleeper(deadline: deadline, number: number, continuation: continuation),
                        at: state.place(after: deadline))
                    return .wait
                }
                switch step {
                case .wake: continuation.resume()
                case .cancel: continuation.resume(throwing: CancellationError())
                case .wait: break
                }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let place = state.sleepers.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.sleepers.remove(at: place)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
