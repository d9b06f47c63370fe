/// The whole dance on one page: who hears what, who says what in answer, what undoes what.
///
/// Queues, bindings, users, permissions and the picture of the choreography are derived from it, and a
/// worker whose reactions differ from its part does not start.
public struct Score: Sendable {
    /// The name of the choreography; also the broker's virtual host.
    public let name: String
    /// Voices from outside: they say, and hear nothing.
    public let outside: [Voice]
    /// The participants and their parts.
    public let parts: [Part]
    /// Which event undoes which, in the order of the steps.
    public let undoes: [Undo]
    /// Events after which nothing more has to come.
    public let terminal: [any Event.Type]
    /// Events that nobody needs to hear.
    public let informational: [any Event.Type]

    /// Writes the score down; ``problems()`` tells what does not fit.
    public init(
        name: String, outside: [Voice], parts: [Part], undoes: [Undo], terminal: [any Event.Type],
        informational: [any Event.Type]
    ) {
        self.name = name
        self.outside = outside
        self.parts = parts
        self.undoes = undoes
        self.terminal = terminal
        self.informational = informational
    }

    /// A broker user from outside and what it may say.
    public struct Voice: Sendable {
        /// The broker user.
        public let name: String
        /// What it may publish.
        public let says: [any Event.Type]
        /// A voice from outside.
        public init(_ name: String, says: [any Event.Type]) {
            self.name = name
            self.says = says
        }
    }

    /// A participant's part: its steps.
    public struct Part: Sendable {
        /// The participant, its queue and its broker user.
        public let name: String
        /// What it hears, each with what it may say in answer.
        public let steps: [Step]
        /// A participant's part.
        public init(_ name: String, _ steps: [Step]) {
            self.name = name
            self.steps = steps
        }
        /// What its queue is bound to.
        public var hears: [any Event.Type] { steps.compactMap(\.hears) }
        /// All it may say, each once.
        public var says: [any Event.Type] {
            var seen: Set<EventType> = []
            return steps.flatMap(\.says).filter { seen.insert($0.type).inserted }
        }
    }

    /// One step: what sets it off and what may be said in answer.
    public struct Step: Sendable {
        /// What sets it off.
        public let trigger: Reaction.Trigger
        /// The event it hears; nil for a timer.
        public let hears: (any Event.Type)?
        /// What may be said in answer.
        public let says: [any Event.Type]
        /// Hearing `event`, says any of `says` or nothing.
        public static func on(_ event: any Event.Type, says: [any Event.Type] = []) -> Step {
            Step(trigger: .event(event.type), hears: event, says: says)
        }
        /// When the timer `name` is due, says any of `says` or nothing.
        public static func onTimer(_ name: String, says: [any Event.Type]) -> Step {
            Step(trigger: .timer(name), hears: nil, says: says)
        }
    }

    /// A step and what takes it back.
    public struct Undo: Sendable {
        /// The step forward.
        public let step: any Event.Type
        /// Any of these takes it back.
        public let undoneBy: [any Event.Type]
        /// `step` is taken back by any of `undoneBy`.
        public init(_ step: any Event.Type, undoneBy: [any Event.Type]) {
            self.step = step
            self.undoneBy = undoneBy
        }
    }
}

extension Score {
    /// Every event type, each once, in the order of the score.
    public var events: [any Event.Type] {
        var seen: Set<EventType> = []
        return (outside.flatMap(\.says) + parts.flatMap(\.says) + parts.flatMap(\.hears))
            .filter { seen.insert($0.type).inserted }
    }

    /// The part of the named participant.
    public func part(of name: String) -> Part? { parts.first { $0.name == name } }

    /// The broker user that owns `type`, and whether it is from outside.
    public func owner(of type: EventType) -> (name: String, isOutside: Bool)? {
        if let part = parts.first(where: { $0.says.contains { $0.type == type } }) {
            return (part.name, false)
        }
        return outside.first { $0.says.contains { $0.type == type } }.map { ($0.name, true) }
    }
}
