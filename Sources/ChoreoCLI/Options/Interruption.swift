import Dispatch
import Glibc

/// Ctrl-C and SIGTERM as an orderly end.
enum Interruption {
    /// Runs `body` until it returns or somebody asks for the end; then `body` is cancelled and waited for.
    ///
    /// - Returns: whether it was interrupted.
    @discardableResult
    static func orUntilInterrupted(_ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return false
            }
            group.addTask {
                for await _ in signals { return true }
                return false
            }
            let interrupted = try await group.next() ?? false
            group.cancelAll()
            do {
                try await group.waitForAll()
            } catch  where interrupted {
                // Whatever a cancelled step says: the end is what was asked for.
            }
            return interrupted
        }
    }
}
