import Synchronization

/// A call that ends once, by itself or by somebody else's word, whichever comes first. Its answer is kept elsewhere:
/// the type of a generic state would be looked up at each step.
final class Race: Sendable {
    typealias Outcome = Result<Void, any Error>

    private struct State {
        var hasEnded = false
        var waiting: CheckedContinuation<Void, any Error>?
        var calling: Task<Void, Never>?
        /// How it ended before anybody waited.
        var early: Outcome?
    }

    private let state = Mutex(State())

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// How it ended, if that was before anybody waited.
    var outcome: Outcome? { state.withLock { $0.early } }

    /// Waits for the end, upon which the call is cancelled; goes on where the caller is. Cancelling the caller is an
    /// end, too.
    func wait(
        for calling: Task<Void, Never>, isolation: isolated (any Actor)? = #isolation
    ) async throws {
        try await withTaskCancellationHandler {
            // Makes the closure the caller's, too.
            _ = isolation
            try await withCheckedThrowingContinuation { begin($0, calling) }
        } onCancel: {
            end(.failure(CancellationError()))
        }
    }

    /// The end may have come already.
    private func begin(_ waiting: CheckedContinuation<Void, any Error>, _ calling: Task<Void, Never>) {
        let early = state.withLock { state in
            if !state.hasEnded { (state.waiting, state.calling) = (waiting, calling) }
            return state.early
        }
        guard let early else { return }
        calling.cancel()
        waiting.resume(with: early)
    }

    /// The first word counts.
    func end(_ outcome: Outcome) {
        let (waiting, calling) = state.withLock {
            state -> (CheckedContinuation<Void, any Error>?, Task<Void, Never>?) in
            guard !state.hasEnded else { return (nil, nil) }
            let (waiting, calling) = (state.waiting, state.calling)
            state = State(hasEnded: true, early: waiting == nil ? outcome : nil)
            return (waiting, calling)
        }
        calling?.cancel()
        waiting?.resume(with: outcome)
    }
}

/// What a call answered, once it has.
final class Answer<Output: Sendable>: Sendable {
    private let kept = Mutex<Output?>(nil)

    func set(_ output: Output) { kept.withLock { $0 = output } }

    /// - Throws: `CancellationError` when there is none.
    func get() throws -> Output {
        guard let output = kept.withLock({ $0 }) else { throw CancellationError() }
        return output
    }
}
