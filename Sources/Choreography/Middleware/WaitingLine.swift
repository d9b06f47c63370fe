import Synchronization

/// Lets in one at a time, in the order of arrival; whoever is cancelled leaves the line.
final class WaitingLine: Sendable {
    private struct State {
        var isOccupied = false
        var lastNumber = 0
        var waiting: [(number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private enum Step { case enter, wait, giveUp }

    private let state = Mutex(State())

    /// How many wait for their turn.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Returns when it is one's turn, which lasts until ``leave()``.
    ///
    /// - Throws: `CancellationError`; then it is not one's turn.
    func enter() async throws {
        let number: Int? = state.withLock { state in
            guard state.isOccupied else {
                state.isOccupied = true
                return nil
            }
            state.lastNumber += 1
            return state.lastNumber
        }
        guard let number else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { lineUp(number, $0) }
        } onCancel: {
            let waiting = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiting?.continuation.resume(throwing: CancellationError())
        }
    }

    /// It is the next one's turn.
    func leave() {
        let next = state.withLock { state in
            state.isOccupied = !state.waiting.isEmpty
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst().continuation
        }
        next?.resume()
    }

    private func lineUp(_ number: Int, _ continuation: CheckedContinuation<Void, any Error>) {
        let step: Step = state.withLock { state in
            // A task is marked as cancelled before its handler runs: either this sees the mark, or the handler
            // finds the place in the line.
            if Task.isCancelled { return .giveUp }
            guard state.isOccupied else {
                state.isOccupied = true
                return .enter
            }
            state.waiting.append((number, continuation))
            return .wait
        }
        switch step {
        case .enter: continuation.resume()
        case .giveUp: continuation.resume(throwing: CancellationError())
        case .wait: break
        }
    }
}
