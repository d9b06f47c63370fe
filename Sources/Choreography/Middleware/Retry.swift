/// Tries again on the spot, for trouble that passes within a moment (a connection that was closed while idle, a
/// leader election). Longer trouble is for the worker's own retries, which survive a crash.
///
/// Only transient failures are tried again. Never a permanent ``Failure``, never a postponed one (an open circuit),
/// and nothing once the caller is cancelled. When the attempts are used up the last error is thrown as it was.
public struct Retry: Middleware {
    private let policy: RetryPolicy
    private let clock: any WorkerClock

    /// - Parameter policy: keep it short: the saga's later events wait meanwhile.
    public init(_ policy: RetryPolicy = .quick, clock: any WorkerClock = SystemClock()) {
        self.policy = policy
        self.clock = clock
    }

    /// Returns the first answer, or throws the last error.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        var attempts = 0
        while true {
            do {
                return try await next()
            } catch {
                attempts += 1
                guard Verdict(on: error) == .transient,
                    let due = policy.next(after: attempts, at: clock.now())
                else { throw error }
                try await clock.sleep(until: due)
            }
        }
    }
}

extension RetryPolicy {
    /// For ``Retry``: 3 attempts within half a second; waits of 100 and 300 ms, each ±50 %.
    public static let quick = RetryPolicy(
        maximumAttempts: 3, firstDelay: .milliseconds(100), multiplier: 3, jitter: 0.5)
}
