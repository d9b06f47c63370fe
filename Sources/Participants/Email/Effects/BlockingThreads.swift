import Foundation
import Synchronization

/// Runs blocking work on threads of its own: neither Swift's pool nor Dispatch's, which on Linux share their
/// threads. At most `limit` at once, the rest waits in order; a thread without work ends.
final class BlockingThreads: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let name: String
    private let limit: Int
    private let state = Mutex(State())

    init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    /// Runs the work and returns its result, with the caller suspended meanwhile.
    func run<Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Void
    ) async -> Result<Void, Failure> {
        await withCheckedContinuation { continuation in
            submit { continuation.resume(returning: Result { () throws(Failure) in try work() }) }
        }
    }

    /// Has the work done without waiting for it.
    func submit(_ work: @escaping @Sendable () -> Void) {
        let needsThread = state.withLock { state in
            state.waiting.append(work)
            guard state.running < limit else { return false }
            state.running += 1
            return true
        }
        guard needsThread else { return }
        let thread = Thread { [self] in
            while let work = next() { work() }
        }
        thread.name = name
        thread.start()
    }

    /// The next piece of work; nil, and one thread less, when there is none.
    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
    }
}
