/// Where spans go, and how many.
package struct ExportConfiguration: Sendable {
    /// The collector, as `http://127.0.0.1:4318`; spans go to its `/v1/traces`.
    package var endpoint: String
    /// Sent with each request; may be secret.
    package var headers: [(name: String, value: String)]
    /// What the collector calls this program.
    package var serviceName: String
    /// The program's version.
    package var serviceVersion: String
    /// Which share of the traces that begin here are recorded, 0 to 1.
    package var ratio: Double
    /// How many spans wait for the collector at most.
    package var queueLimit: Int
    /// How many are sent together at most.
    package var batch: Int
    /// How long a span waits for others.
    package var interval: Duration
    /// How long the collector may take to answer.
    package var timeout: Duration
    /// How often a batch is sent before it is given up.
    package var attempts: Int
    /// The wait after the first failure; each further one is twice as long.
    package var firstDelay: Duration
    /// How long a shutdown may take to send what is left.
    package var flushTimeout: Duration

    package init(
        endpoint: String, headers: [(name: String, value: String)] = [], serviceName: String,
        serviceVersion: String, ratio: Double = 1, queueLimit: Int = 16_384, batch: Int = 512,
        interval: Duration = .seconds(1), timeout: Duration = .seconds(10), attempts: Int = 5,
        firstDelay: Duration = .seconds(1), flushTimeout: Duration = .seconds(5)
    ) {
        self.endpoint = endpoint
        self.headers = headers
        self.serviceName = serviceName
        self.serviceVersion = serviceVersion
        self.ratio = ratio
        self.queueLimit = queueLimit
        self.batch = batch
        self.interval = interval
        self.timeout = timeout
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.flushTimeout = flushTimeout
    }
}
