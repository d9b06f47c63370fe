/// Something that must hold, whatever happens.
public struct ExplorationInvariant: Sendable {
    enum Moment: Sendable {
        case always(@Sendable (ExplorationWorld) -> String?)
        case atRest(@Sendable (ExplorationWorld) -> String?)
        case step(
            participant: String,
            @Sendable (_ before: any Hashable & Sendable, _ after: any Hashable & Sendable) -> String?)
    }

    /// In a few words for the report.
    public let name: String
    let moment: Moment

    /// Holds in every state.
    ///
    /// - Parameter objection: what is wrong, in words; nil when nothing is.
    public static func always(
        _ name: String, objection: @escaping @Sendable (ExplorationWorld) -> String?
    ) -> ExplorationInvariant {
        ExplorationInvariant(name: name, moment: .always(objection))
    }

    /// Holds whenever nothing is on its way.
    public static func atRest(
        _ name: String, objection: @escaping @Sendable (ExplorationWorld) -> String?
    ) -> ExplorationInvariant {
        ExplorationInvariant(name: name, moment: .atRest(objection))
    }

    /// Holds for each change of a participant's state.
    public static func step<State>(
        _ name: String, of participant: String, _ type: State.Type = State.self,
        objection: @escaping @Sendable (_ before: State, _ after: State) -> String?
    ) -> ExplorationInvariant {
        ExplorationInvariant(
            name: name,
            moment: .step(participant: participant) { before, after in
                guard let before = before as? State, let after = after as? State else { return nil }
                return objection(before, after)
            })
    }
}

/// All participants at one moment.
public struct ExplorationWorld {
    private let voices: [ExplorationVoice]
    private let states: [any Hashable & Sendable]

    init(_ voices: [ExplorationVoice], _ states: [any Hashable & Sendable]) {
        (self.voices, self.states) = (voices, states)
    }

    /// The state of a participant; nil where there is no such voice or its state is of another type.
    public func state<State>(
        of name: String, about saga: String? = nil, as type: State.Type = State.self
    ) -> State? {
        voices.firstIndex { $0.name == name && $0.saga == saga }.flatMap { states[$0] as? State }
    }

    /// Everybody's state, for a story.
    var description: [String] {
        zip(voices, states).map { voice, state in
            "\(voice.name)\(voice.saga.map { " (\($0))" } ?? ""): \(state)"
        }
    }
}
