import Synchronization

/// Wakes one waiting loop; rings that come while it is awake count as one.
final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var isFinished = false
        var waiting: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiting = state.withLock { state in
            state.isRung = state.waiting == nil
            return state.waiting.take()
        }
        waiting?.resume(returning: true)
    }

    /// The loop ends after what it is doing.
    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            return state.waiting.take()
        }
        waiting?.resume(returning: false)
    }

    /// Waits for the next ring. A task that prefers its thread (``WorkerThread``) goes on there at once.
    ///
    /// - Returns: false after ``finish()``, and when the task is cancelled: then the loop shall end.
    func isRung(isolation: isolated (any Actor)? = #isolation) async -> Bool {
        await withTaskCancellationHandler {
            // Makes the closure the caller's, too.
            _ = isolation
            return await withCheckedContinuation { wait($0) }
        } onCancel: {
            let waiting = state.withLock { $0.waiting.take() }
            waiting?.resume(returning: false)
        }
    }

    private func wait(_ loop: CheckedContinuation<Bool, Never>) {
        let answer: Bool? = state.withLock { state in
            // The mark is set before the handler is called, so one of the two sees the other.
            if state.isFinished || Task.isCancelled { return false }
            if state.isRung {
                state.isRung = false
                return true
            }
            state.waiting = loop
            return nil
        }
        if let answer { loop.resume(returning: answer) }
    }
}
