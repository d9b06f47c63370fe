import Synchronization

/// Takes mails in, and delivers those together that have come in the meantime: the disk is waited for once.
final class Counter<File: Sendable>: Sendable {
    typealias Outcome = Result<Void, MailError>
    private typealias Waiting = (file: File, sender: CheckedContinuation<Outcome, Never>)

    private struct State {
        var waiting: [Waiting] = []
        /// Whether the one who has the mails fetched is still on its way.
        var isAwaited = false
    }

    private let deliver: @Sendable ([File]) -> [Outcome]
    private let thread: BlockingThreads
    private let state = Mutex(State())

    /// - Parameter deliver: blocks, is called by one thread at a time, and tells of each file how it went, in
    ///   their order.
    init(thread: String, deliver: @escaping @Sendable ([File]) -> [Outcome]) {
        self.thread = BlockingThreads(name: thread, limit: 1)
        self.deliver = deliver
    }

    func handIn(_ file: File) async -> Outcome {
        let isFirst = state.withLock { state in
            guard state.waiting.isEmpty, !state.isAwaited else { return false }
            state.isAwaited = true
            return true
        }
        // Who begins many at once, begins the others first: else this one would be waited for alone.
        if isFirst { await Task.yield() }
        return await withCheckedContinuation { sender in
            let fetches = state.withLock { state in
                if isFirst { state.isAwaited = false }
                state.waiting.append((file, sender))
                // Those that it would have waited with may be gone by now.
                return isFirst || state.waiting.count == 1 && !state.isAwaited
            }
            if fetches { thread.submit { self.deliverWaiting() } }
        }
    }

    private func deliverWaiting() {
        let taken = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        guard !taken.isEmpty else { return }
        for (outcome, mail) in zip(deliver(taken.map(\.file)), taken) {
            mail.sender.resume(returning: outcome)
        }
    }
}
