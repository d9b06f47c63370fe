public import Logging

/// Tells of every call when it has ended: at debug level when it succeeded or was cancelled, as a warning when it
/// failed (at debug level if it is only put off, since then it may be one of many). The keys are `call.kind`,
/// `call.name`, `call.attempt`, `call.duration`, `message.id`, `order.id` (the saga), `event.type` where a message is
/// handled, `error.type` and `error`.
///
/// No personal data: of answers nothing is shown, of an error that is not a ``Failure`` only the type.
public struct LogCalls: Middleware {
    private let logger: Logger
    private let clock: any WorkerClock

    /// - Parameter clock: measures the duration.
    public init(to logger: Logger, clock: any WorkerClock = SystemClock()) {
        self.logger = logger
        self.clock = clock
    }

    /// Makes the call.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        let stopwatch = Stopwatch(clock)
        do {
            let output = try await next()
            logger.debug("call succeeded", metadata: metadata(call, stopwatch.elapsed))
            return output
        } catch {
            let elapsed = stopwatch.elapsed
            logger.log(
                level: [.cancelled, .postponed].contains(Verdict(on: error)) ? .debug : .warning,
                "call failed",
                metadata: metadata(call, elapsed, ErrorSummary(error)))
            throw error
        }
    }

    private func metadata(
        _ call: Call, _ duration: Duration, _ error: ErrorSummary? = nil
    ) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "call.kind": "\(call.kind.rawValue)", "call.name": "\(call.name)",
            "call.attempt": "\(call.attempt)", "call.duration": "\(duration)",
        ]
        metadata["message.id"] = call.messageID.map { "\($0)" }
        if call.messageID != nil { metadata["event.type"] = "\(call.name)" }
        metadata["order.id"] = call.correlationID.map { "\($0)" }
        metadata["error.type"] = error.map { "\($0.type)" }
        metadata["error"] = error.map { "\($0)" }
        return metadata
    }
}
