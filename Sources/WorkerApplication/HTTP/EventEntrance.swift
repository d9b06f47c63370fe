public import Choreography

/// Where an event from outside comes in that was told at the door instead of at the broker.
public protocol EventEntrance: Sendable {
    /// Has the event handled as if its owner outside had published it; see ``Choreography/Worker``.
    ///
    /// - Parameter messageID: The same for every repetition of the same wish.
    /// - Throws: `Failure` when it is refused; then nothing of it has happened.
    func accept(_ event: some Event, messageID: String) async throws -> Acceptance
}

extension Worker: EventEntrance {}
