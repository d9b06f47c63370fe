/// What a worker can be told; every value has a sensible default.
public struct WorkerConfiguration: Sendable, Hashable {
    /// How many unacknowledged deliveries the broker may hand out at a time.
    public var prefetch: Int
    /// Larger bodies are rejected unread.
    public var maximumBodyBytes: Int
    /// How many sagas may wait for an answer from outside at a time.
    public var concurrency: Int
    /// How many events share one transaction at most.
    public var maximumBatch: Int
    /// What happens to transient failures.
    public var retry: RetryPolicy
    /// How long the inbox remembers an event that has had its effect; at least the span of ``retry`` plus
    /// ``deadLetterRetention``, or the worker does not start.
    public var inboxRetention: Duration
    /// How long after its first failure a dead letter may still be replayed. A later replay is refused, since
    /// the inbox may have forgotten an earlier one.
    public var deadLetterRetention: Duration
    /// How long a shutdown may take to finish what is in hand.
    public var drainTimeout: Duration
    /// A worker is not ready while something that it said has waited for longer to be published.
    public var maximumOutboxAge: Duration

    /// The defaults suit a worker that shares a machine with others.
    public init(
        prefetch: Int = 400, maximumBodyBytes: Int = 256 * 1024, concurrency: Int = 64,
        maximumBatch: Int = 256,
        retry: RetryPolicy = RetryPolicy(), inboxRetention: Duration = .seconds(30 * 86_400),
        deadLetterRetention: Duration = .seconds(14 * 86_400), drainTimeout: Duration = .seconds(10),
        maximumOutboxAge: Duration = .seconds(60)
    ) {
        self.prefetch = prefetch
        self.maximumBodyBytes = maximumBodyBytes
        self.concurrency = concurrency
        self.maximumBatch = maximumBatch
        self.retry = retry
        self.inboxRetention = inboxRetention
        self.deadLetterRetention = deadLetterRetention
        self.drainTimeout = drainTimeout
        self.maximumOutboxAge = maximumOutboxAge
    }
}

/// A worker was told something that would break its promises.
public struct InvalidConfiguration: Error, Hashable, CustomStringConvertible {
    /// What does not fit, and what would.
    public let description: String
}

extension WorkerConfiguration {
    /// - Throws: when the inbox would forget an event that can still come again.
    func validate() throws(InvalidConfiguration) {
        guard inboxRetention >= retry.span + deadLetterRetention else {
            throw InvalidConfiguration(
                description: """
                    the inbox retention (\(inboxRetention)) is shorter than the span of the retries \
                    (\(retry.span)) plus the dead-letter retention (\(deadLetterRetention)): an event replayed \
                    late could have its effect twice; keep the inbox longer or dead letters shorter
                    """)
        }
    }
}
