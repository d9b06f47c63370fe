/// One policy around a call: how long it may take, whether it is made at all, who is told of it.
///
/// An array of them is one too, the first outermost. A good order, for what a call has need of:
/// ``TraceCalls``, ``MeasureCalls``, ``LogCalls`` see every call, also those that are refused;
/// ``CircuitBreaker`` then refuses what is in vain; ``RateLimit`` and ``Retry`` pass what is left, one attempt at
/// a time, through the ``Timeout``.
///
/// ```swift
/// let gatewayCalls: [any Middleware] = [CircuitBreaker("payment gateway"), Timeout(.seconds(10))]
/// let receipt = try await gatewayCalls.handle(preparation.call) { try await gateway.charge(token) }
/// ```
public protocol Middleware: Sendable {
    /// Makes the call, or not, or more than once.
    ///
    /// - Parameters:
    ///   - next: the rest of the way. It escapes, because a ``Timeout`` has to leave a call behind that does not
    ///     return, and runs where it is called, so that going from one layer to the next costs no change of threads.
    /// - Throws: what `next` throws, or a ``Failure`` of its own.
    func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output
}

extension Array: Middleware where Element == any Middleware {
    /// The first is outermost; none at all just makes the call.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await handle(call, from: startIndex, next: next)
    }

    // By recursion: a closure kept in a variable, to wrap the next layer around it, loses the caller's thread
    // (Swift 6.3.1).
    private func handle<Output: Sendable>(
        _ call: Call, from layer: Int,
        next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        guard layer < endIndex else { return try await next() }
        return try await self[layer].handle(call) {
            try await handle(call, from: layer + 1, next: next)
        }
    }
}
