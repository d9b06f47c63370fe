public import Choreography

extension [any Middleware] {
    /// How the payment provider is asked unless told otherwise: 10 seconds for an answer; after 5 failures in a
    /// row nobody asks for 30 seconds. Make it once for all that ask the same provider.
    public static func paymentGateway(clock: any WorkerClock = SystemClock()) -> [any Middleware] {
        [CircuitBreaker("payment gateway", clock: clock), Timeout(.seconds(10), clock: clock)]
    }
}
