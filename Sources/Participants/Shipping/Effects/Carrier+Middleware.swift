public import Choreography

extension [any Middleware] {
    /// How the carrier is asked unless told otherwise: 10 seconds for an answer; after 5 failures in a row nobody
    /// asks for 30 seconds. Make it once for all that ask the same carrier.
    public static func carrier(clock: any WorkerClock = SystemClock()) -> [any Middleware] {
        [CircuitBreaker("carrier", clock: clock), Timeout(.seconds(10), clock: clock)]
    }
}
