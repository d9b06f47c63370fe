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
    /// How long a shutdown may take to finish what is in hand.
    public var drainTimeout: Duration

    /// The defaults suit a worker that shares a machine with others.
    public init(
        prefetch: Int = 400, maximumBodyBytes: Int = 256 * 1024, concurrency: Int = 64,
        maximumBatch: Int = 256,
        retry: RetryPolicy = RetryPolicy(), drainTimeout: Duration = .seconds(10)
    ) {
        self.prefetch = prefetch
        self.maximumBodyBytes = maximumBodyBytes
        self.concurrency = concurrency
        self.maximumBatch = maximumBatch
        self.retry = retry
        self.drainTimeout = drainTimeout
    }
}
