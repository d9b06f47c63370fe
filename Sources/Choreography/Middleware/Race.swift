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

    /// Who waits for the end, and whom to cancel then. The end may have come already.
    func begin(_ waiting: CheckedContinuation<Output, any Error>, _ calling: Task<Void, Never>) {
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
