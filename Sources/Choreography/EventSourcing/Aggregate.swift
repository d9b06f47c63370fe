/// What a stream amounts to, and which version of it that was.
public struct Aggregate<State: Sendable>: Sendable {
    /// The stream; nothing needs to be in it yet.
    public let stream: String
    /// What its facts amount to.
    public let state: State
    /// How many facts it has; expected unchanged by whoever appends.
    public let version: Int
    /// The version of the snapshot that stands in the store; 0 when there is none that could be used.
    @usableFromInline let snapshotVersion: Int

    @inlinable
    init(stream: String, state: State, version: Int, snapshotVersion: Int) {
        self.stream = stream
        self.state = state
        self.version = version
        self.snapshotVersion = snapshotVersion
    }
}

extension Aggregate: Equatable where State: Equatable {}
