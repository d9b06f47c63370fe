import Synchronization

/// One question, asked once, and all who wait for its answer.
@usableFromInline final class SharedAnswer<Answer: Sendable>: Sendable {
    private struct State {
        /// Those who have entered and not given up; the one who asks is the first.
        var interested = 1
        var isAbandoned = false
        var outcome: Result<Answer, any Error>?
        var asking: Task<Void, Never>?
        var lastNumber = 0
        var waiting: [Int: CheckedContinuation<Answer, any Error>] = [:]

        /// - Returns: the task to cancel, when the last has given up.
        mutating func leave() -> Task<Void, Never>? {
            interested -= 1
            guard interested == 0, outcome == nil else { return nil }
            isAbandoned = true
            return asking
        }
    }

    private enum Step {
        case resume(Result<Answer, any Error>)
        case giveUp(Task<Void, Never>?)
        case wait
    }

    private let state = Mutex(State())

    /// How many have entered and not given up.
    var count: Int { state.withLock { $0.interested } }

    /// Counts one more in, who then has to wait.
    ///
    /// - Returns: false when all have given up: nobody finds the answer any more.
    func enter() -> Bool {
        state.withLock { state in
            if !state.isAbandoned { state.interested += 1 }
            return !state.isAbandoned
        }
    }

    /// Starts `work`, which ends with ``finish(_:)``.
    func ask(_ work: @escaping @Sendable () async -> Void) {
        let asking = Task { await work() }
        state.withLock { $0.asking = asking }
    }

    /// Hands the answer to all who wait.
    func finish(_ outcome: Result<Answer, any Error>) {
        let waiting = state.withLock { state in
            state.outcome = outcome
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(with: outcome) }
    }

    /// The answer, for one who has entered.
    ///
    /// - Throws: its error; `CancellationError` as soon as the caller is cancelled.
    func wait() async throws -> Answer {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { lineUp(number, $0) }
        } onCancel: {
            let (waiting, asking) = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: number)
                return (waiting, waiting == nil ? nil : state.leave())
            }
            asking?.cancel()
            waiting?.resume(throwing: CancellationError())
        }
    }

    private func lineUp(_ number: Int, _ continuation: CheckedContinuation<Answer, any Error>) {
        let step: Step = state.withLock { state in
            if let outcome = state.outcome { return .resume(outcome) }
            // A task is marked as cancelled before its handler runs: either this sees the mark, or the handler
            // finds the continuation.
            if Task.isCancelled { return .giveUp(state.leave()) }
            state.waiting[number] = continuation
            return .wait
        }
        switch step {
        case .resume(let outcome): continuation.resume(with: outcome)
        case .giveUp(let asking):
            asking?.cancel()
            continuation.resume(throwing: CancellationError())
        case .wait: break
        }
    }
}
