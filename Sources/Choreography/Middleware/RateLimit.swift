import Synchronization

/// Makes no more calls in a time than the other side allows: a token bucket. Calls in excess wait, and are made in
/// the order in which they came.
///
/// It never fails a call, and waits without end; a ``Timeout`` around it bounds the wait. Whoever is cancelled
/// while waiting leaves the line with `CancellationError` and has used up nothing.
///
/// One per outside system, shared by all that call it: make it once and keep it.
public final class RateLimit: Middleware {
    private let clock: any WorkerClock
    private let bucket: Mutex<TokenBucket>
    private let line = WaitingLine()

    /// - Parameters:
    ///   - count: so many calls on average, at least 1,
    ///   - period: in this time, at an even pace.
    ///   - burst: so many at once after a quiet time. Default: `count`.
    public init(
        _ count: Int, per period: Duration = .seconds(1), burst: Int? = nil,
        clock: any WorkerClock = SystemClock()
    ) {
        self.clock = clock
        bucket = Mutex(TokenBucket(interval: period / max(1, count), capacity: burst ?? count))
    }

    /// How many calls wait behind the one that comes next.
    public var waiting: Int { line.count }

    /// Waits for its turn, then makes the call.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await takeToken()
        return try await next()
    }

    /// Only the first in the line looks at the bucket.
    private func takeToken() async throws {
        try await line.enter()
        defer { line.leave() }
        while let due = bucket.withLock({ $0.take(at: clock.now()) }) { try await clock.sleep(until: due) }
    }
}
