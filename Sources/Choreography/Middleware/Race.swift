import Synchronization

/// A call that ends once, by itself or by somebody else's word, whichever comes first.
final class Race<Output: Sendable>: Sendable {
    private struct State {
        var hasEnded = false
        var waiting: CheckedContinuation<Output, any Error>?
        var calling: Task<Void, Never>?
        /// How it ended before anybody waited.
        var early: Result<Output, any Error>?
    }

    private let state = Mutex(State())

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// How it ended, if that was before anybody waited.
    var outcome: Result<Output, any Error>? { state.withLock { $0.early } }

    /// Waits for the end, upon which the call is cancelled; goes on where the caller is. Cancelling the caller is an
    /// end, too.
    func wait(
        for calling: Task<Void, Never>, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Output {
        try await withTaskCancellationHandler {
            // Makes the closure the caller's, too.
            _ = isolation
            return try await withCheckedThrowingContinuation { begin($0, calling) }
        } onCancel: {
            end(.failure(CancellationError()))
        }
    }

    /// The end may have come already.
    private func begin(_ waiting: CheckedContinuation<Output, any Error>, _ calling: Task<Void, Never>) {
        let early = state.withLock { state in
            if !state.hasEnded { (state.waiting, state.calling) = (waiting, calling) }
            return state.early
        }
        guard let early else { return }
        calling.cancel()
        waiting.resume(with: early)
    }

    /// The first word counts.
    func end(_ outcome: Result<Output, any Error>) {
        let (waiting, calling) = state.withLock {
            state -> (CheckedContinuation<Output, any Error>?, Task<Void, Never>?) in
            guard !state.hasEnded else { return (nil, nil) }
            let (waiting, calling) = (state.waiting, state.calling)
            state = State(hasEnded: true, early: waiting == nil ? outcome : nil)
            return (waiting, calling)
        }
        calling?.cancel()
        waiting?.resume(with: outcome)
    }
}
