import Choreography
import Synchronization

/// Counts how often it is asked for what, which is also its answer; can be slow, and fail.
final class Shelf: Sendable {
    private struct State {
        var asked: [String: Int] = [:]
        var gate: Gate?
        var fails = false
        var cancelled = 0
    }

    private let state = Mutex(State())

    var asked: [String: Int] { state.withLock { $0.asked } }
    /// How many questions found themselves cancelled.
    var cancelled: Int { state.withLock { $0.cancelled } }

    func holds(_ gate: Gate?) { state.withLock { $0.gate = gate } }
    func fails(_ fails: Bool) { state.withLock { $0.fails = fails } }

    func count(_ sku: String) async throws -> Int {
        let (count, gate, fails) = state.withLock { state in
            state.asked[sku, default: 0] += 1
            return (state.asked[sku, default: 0], state.gate, state.fails)
        }
        await gate?.pass()
        if Task.isCancelled { state.withLock { $0.cancelled += 1 } }
        if fails { throw Failure.down }
        return count
    }
}
