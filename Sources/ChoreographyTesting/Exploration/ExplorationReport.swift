/// What an exploration has found.
public struct ExplorationReport: Sendable, Hashable, Codable {
    /// An invariant that does not hold, with the shortest way there.
    public struct Violation: Sendable, Hashable, Codable {
        /// The invariant's name; `livelock` where messages go round for ever.
        public let invariant: String
        /// What is wrong.
        public let objection: String
        /// What happened, step by step, as sentences.
        public let story: [String]
        /// Everybody's state at the end of the story.
        public let states: [String]
    }

    /// How many different states there are, as far as they were looked at.
    public let states: Int
    /// How many ways lead from one of them to the next.
    public let transitions: Int
    /// In how many of them nothing is on its way.
    public let statesAtRest: Int
    /// The number of steps of the shortest way to the farthest state.
    public let depth: Int
    /// Whether all states were looked at.
    public let isComplete: Bool
    /// The first violation of each invariant, none with a shorter story.
    public let violations: [Violation]
    /// How long it took.
    public let seconds: Double

    enum CodingKeys: String, CodingKey {
        case states, transitions, depth, violations, seconds
        case statesAtRest = "states_at_rest"
        case isComplete = "complete"
    }
}

/// Why a choreography cannot be explored.
public struct ExplorationError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, in words.
    public let description: String
}
