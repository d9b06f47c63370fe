import Dispatch
import Glibc

/// Ctrl-C and SIGTERM as an orderly end.
enum Interruption {
    /// Runs `body` until it returns or somebody asks for the end; then `body` is cancelled and waited for.
    ///
    /// - Returns: what `body` has returned, also when it did so upon the interruption; nil when that ended it.
    @discardableResult
    static func orUntilInterrupted<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> (value: Value?, wasInterrupted: Bool) {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals { return nil }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            if let value = try await group.next() ?? nil { return (value, false) }
            group.cancelAll()
            // Whatever a cancelled step says: the end is what was asked for.
            return (try? await group.next() ?? nil, true)
        }
    }
}
