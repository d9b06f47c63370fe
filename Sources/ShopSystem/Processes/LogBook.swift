import Synchronization

/// A line that a worker wrote.
public struct LogLine: Sendable, Hashable {
    /// The worker.
    public let worker: String
    /// The line without its end.
    public let text: String
}

/// What the workers wrote, the last lines of each, for whoever has to find out what went wrong.
public final class LogBook: Sendable {
    private let lines = Mutex<[String: [String]]>([:])
    private let limit: Int
    private let sink: @Sendable (LogLine) -> Void

    /// - Parameter sink: called with each line as it comes.
    init(limit: Int = 2000, sink: @escaping @Sendable (LogLine) -> Void) {
        self.limit = limit
        self.sink = sink
    }

    /// The last lines of a worker, oldest first.
    public func lines(of worker: String) -> [String] { lines.withLock { $0[worker] ?? [] } }

    func append(_ text: String, from worker: String) {
        lines.withLock { book in
            book[worker, default: []].append(text)
            // Cut in larger steps, so that a long log costs little.
            if book[worker, default: []].count > limit * 2 { book[worker]?.removeFirst(limit) }
        }
        sink(LogLine(worker: worker, text: text))
    }
}
