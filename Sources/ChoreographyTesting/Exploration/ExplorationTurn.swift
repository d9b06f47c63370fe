public import Choreography

/// What may become of a participant when it hears something.
public struct ExplorationTurn<State: Hashable & Sendable>: Sendable {
    /// Its state afterwards.
    public var state: State
    /// What it says, in this order.
    public var says: [any Event]
    /// What the outside did, in a few words for the story, as in `the gateway declines`.
    public var note: String?
    /// Whether the process died before its transaction: `state` differs at most in what the outside remembers,
    /// nothing is said, and what was heard comes again.
    public var dies: Bool

    /// A turn.
    public init(_ state: State, says: [any Event] = [], note: String? = nil, dies: Bool = false) {
        self.state = state
        self.says = says
        self.note = note
        self.dies = dies
    }
}
