import Foundation

/// Ends a call that takes too long with a transient ``Failure`` of kind ``Failure/Kind/timedOut``.
///
/// It returns at the deadline whatever the call does. The call is cancelled; should it not heed that, it goes on
/// by itself, a straggler whose answer nobody hears: what it asked for may still happen outside, even while the
/// next attempt asks again. So calls have to carry an idempotency key, or be harmless when repeated. A straggler
/// keeps what it holds (memory, a connection) until it returns; a ``CircuitBreaker`` around the timeout keeps
/// their number small.
///
/// Cancelling the caller cancels the call and returns at once with `CancellationError`.
public struct Timeout: Middleware {
    private let limit: Duration
    private let clock: any WorkerClock
    private let deadlines: Deadlines

    /// - Parameter limit: how long each call may take.
    public init(_ limit: Duration, clock: any WorkerClock = SystemClock()) {
        self.limit = limit
        self.clock = clock
        deadlines = Deadlines(clock: clock)
    }

    /// Returns the answer, or throws at the deadline.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try Task.checkCancellation()
        let (race, answer, due) = (Race(), Answer<Output>(), clock.now() + limit / .seconds(1))
        let calling = begin(next, answer, race, on: #isolation)
        if let outcome = race.outcome {
            try outcome.get()
        } else {
            deadlines.add(due, race) { [limit] error in
                race.end(.failure(error ?? Failure.timedOut(call, after: limit)))
            }
            try await race.wait(for: calling)
        }
        return try answer.get()
    }

    /// Not a child task: its parent would wait for a call that does not heed its cancellation. It begins here and now
    /// and stays on the caller's thread, so that a call with nothing to wait for has ended when this returns.
    private func begin<Output>(
        _ next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output,
        _ answer: Answer<Output>, _ race: Race, on actor: isolated (any Actor)?
    ) -> Task<Void, Never> {
        Task.immediate {
            _ = actor
            do {
                answer.set(try await next())
                race.end(.success(()))
            } catch {
                race.end(.failure(error))
            }
        }
    }
}

extension Failure {
    static func timedOut(_ call: Call, after limit: Duration) -> Failure {
        .transient(.timedOut, "\(call.kind.rawValue) of \(call.name) took longer than \(limit)")
    }
}
