public import Choreography

extension [any Middleware] {
    /// How mails are handed over unless told otherwise: 2 minutes for each, which is several of the 30 seconds
    /// that SMTP has for an attempt, since a mail may have to wait for its turn; after 5 failures in a row nobody
    /// tries for 30 seconds. Make it once for all that use the same mailer.
    public static func mailServer(clock: any WorkerClock = SystemClock()) -> [any Middleware] {
        [CircuitBreaker("mail server", clock: clock), Timeout(.seconds(120), clock: clock)]
    }
}
