public import Choreography
public import Foundation
import Synchronization

/// A clock that moves only when told to; sleepers wake in the order of their deadlines.
public final class ManualClock: WorkerClock {
    private struct State {
        var now: Date
        var lastSleeper = 0
        var sleepers: [Int: (deadline: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    /// Starts at `start`.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_800_000_000)) {
        state = Mutex(State(now: start))
    }

    /// The time it was told.
    public func now() -> Date { state.withLock { $0.now } }

    /// When those who are asleep want to be woken, earliest first.
    public var deadlines: [Date] { state.withLock { $0.sleepers.values.map(\.deadline).sorted() } }

    /// Moves on and wakes whoever has slept until then.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration / .seconds(1)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Returns once the clock was moved to the deadline.
    public func sleep(until deadline: Date) async throws {
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enum Step { case wake, cancel, wait }
                let step: Step = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .cancel }
                    if deadline <= state.now { return .wake }
                    state.sleepers[number] = (deadline, continuation)
                    return .wait
                }
                switch step {
                case .wake: continuation.resume()
                case .cancel: continuation.resume(throwing: CancellationError())
                case .wait: break
                }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
