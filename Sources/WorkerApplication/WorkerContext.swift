public import Choreography
public import Logging

/// What a worker's own HTTP routes and gauges have at hand.
public struct WorkerContext: Sendable {
    /// The settings in force.
    public let settings: Settings
    /// The participant's database.
    public let store: Store
    /// The running worker.
    public let worker: Worker
    /// Where events come in that are told at the HTTP door.
    public let entrance: any EventEntrance
    /// The event streams at the HTTP door, to open more.
    public let streams: EventStreams
    /// Labelled with the participant's name.
    public let logger: Logger
}
