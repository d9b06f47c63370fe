import Foundation

/// Runs blocking work on threads of its own: neither Swift's pool nor Dispatch's, which on Linux share their
/// threads. At most `limit` at once, the rest waits in order; a thread that has had no work for a while ends.
///
/// `@unchecked Sendable`: what varies is touched only with `condition` locked.
final class BlockingThreads: @unchecked Sendable {
    private let name: String
    private let limit: Int
    /// Beginning a thread costs as much as a small mail.
    private let patience: TimeInterval

    private let condition = NSCondition()
    private var running = 0
    private var idle = 0
    private var waiting: [@Sendable () -> Void] = []

    init(name: String, limit: Int, patience: Duration = .seconds(5)) {
        self.name = name
        self.limit = limit
        self.patience = patience / .seconds(1)
    }

    /// How many threads there are, and how many of them have nothing to do.
    var count: (all: Int, idle: Int) { condition.withLock { (running, idle) } }

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
        let needsThread = condition.withLock {
            waiting.append(work)
            // Each idle one takes one of those that wait.
            guard idle < waiting.count, running < limit else {
                condition.signal()
                return false
            }
            running += 1
            return true
        }
        guard needsThread else { return }
        let thread = Thread { [self] in
            while let work = next() { work() }
        }
        thread.name = name
        thread.start()
    }

    /// The next piece of work; nil, and one thread less, when there has been none for a while.
    private func next() -> (@Sendable () -> Void)? {
        condition.withLock {
            let end = Date(timeIntervalSinceNow: patience)
            idle += 1
            defer { idle -= 1 }
            while waiting.isEmpty {
                guard condition.wait(until: end) || !waiting.isEmpty else {
                    running -= 1
                    return nil
                }
            }
            return waiting.removeFirst()
        }
    }
}
