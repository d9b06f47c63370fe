import Synchronization

/// Takes mails in, and delivers those together that have come in the meantime: the disk is waited for once.
final class Counter<File: Sendable>: Sendable {
    typealias Outcome = Result<Void, MailError>
    private typealias Waiting = (file: File, sender: CheckedContinuation<Outcome, Never>)

    private let deliver: @Sendable ([File]) -> [Outcome]
    private let thread: BlockingThreads
    private let waiting = Mutex<[Waiting]>([])

    /// - Parameter deliver: blocks, is called by one thread at a time, and tells of each file how it went, in
    ///   their order.
    init(thread: String, deliver: @escaping @Sendable ([File]) -> [Outcome]) {
        self.thread = BlockingThreads(name: thread, limit: 1)
        self.deliver = deliver
    }

    func handIn(_ file: File) async -> Outcome {
        await withCheckedContinuation { sender in
            let isFirst = waiting.withLock { waiting in
                waiting.append((file, sender))
                return waiting.count == 1
            }
            if isFirst { thread.submit { self.deliverWaiting() } }
        }
    }

    private func deliverWaiting() {
        let taken = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for (outcome, mail) in zip(deliver(taken.map(\.file)), taken) {
            mail.sender.resume(returning: outcome)
        }
    }
}
