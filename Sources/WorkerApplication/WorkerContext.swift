public import Choreography
public import Logging

/// What a worker's own HTTP routes have at hand.
public struct WorkerContext: Sendable {
    /// The settings in force.
    public let settings: Settings
    /// The participant's database.
    public let store: Store
    /// The running worker.
    public let worker: Worker
    /// Labelled with the participant's name.
    public let logger: Logger
}
