/// What a ``HistoryFollower`` can be told; every value has a sensible default.
public struct HistoryConfiguration: Sendable, Hashable {
    /// How many unacknowledged events the broker may hand out at a time.
    public var prefetch: Int
    /// How many events share one transaction at most.
    public var maximumBatch: Int
    /// Events with larger bodies are left out, as the workers leave them.
    public var maximumBodyBytes: Int
    /// Over how many places of the stream an event that was published again is recognised by its message id.
    ///
    /// Counted in places and not in time, so that building anew from the same stream comes to the same
    /// result. Each takes about 60 bytes of the file.
    public var rememberedPlaces: Int
    /// How often the end of the stream is looked up, for the lag.
    public var lookInterval: Duration

    /// The defaults suit a read model of a busy choreography.
    public init(
        prefetch: Int = 1000, maximumBatch: Int = 250, maximumBodyBytes: Int = 256 * 1024,
        rememberedPlaces: Int = 1_000_000, lookInterval: Duration = .seconds(10)
    ) {
        self.prefetch = prefetch
        self.maximumBatch = maximumBatch
        self.maximumBodyBytes = maximumBodyBytes
        self.rememberedPlaces = rememberedPlaces
        self.lookInterval = lookInterval
    }
}
