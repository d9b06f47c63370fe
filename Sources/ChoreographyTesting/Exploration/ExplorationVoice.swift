public import Choreography

/// A participant's rules as an exploration needs them: without database, clock or network. Whatever could go one
/// way or another is a turn of its own.
///
/// A state that belongs to the outside (what the bank holds, where the parcel is) is best made a part of the state of
/// whoever asks for it.
public struct ExplorationVoice: Sendable {
    /// Its name in the score; a voice from outside is one of ``Choreography/Score/outside``.
    public let name: String
    /// The saga whose events alone it hears, by correlation id; nil: all of them.
    ///
    /// A participant that keeps sagas apart is best given as one voice for each: states that cannot influence each
    /// other are then not multiplied.
    public let saga: String?
    let initial: any Hashable & Sendable
    let hearing: @Sendable (any Event, any Hashable & Sendable) -> [Turn]
    private(set) var impulses: [Impulse] = []

    /// A turn whose state's type is forgotten.
    typealias Turn = ExplorationTurn<AnyState>

    /// A state whose type is forgotten.
    struct AnyState: Hashable, Sendable {
        let value: any Hashable & Sendable

        static func == (left: Self, right: Self) -> Bool {
            AnyHashable(left.value) == AnyHashable(right.value)
        }
        func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    }

    /// Something that happens by itself.
    struct Impulse: Sendable {
        let name: String
        let limit: Int
        let turns: @Sendable (any Hashable & Sendable) -> [Turn]
    }

    /// - Parameters:
    ///   - initial: its state before anything was heard.
    ///   - hearing: every turn that hearing an event may take; none: it changes nothing and says nothing. Must
    ///     depend on nothing but its arguments.
    public init<State: Hashable & Sendable>(
        _ name: String, about saga: String? = nil, initial: State,
        hearing: @escaping @Sendable (any Event, State) -> [ExplorationTurn<State>]
    ) {
        self.name = name
        self.saga = saga
        self.initial = initial
        self.hearing = { event, state in
            guard let state = state as? State else { return [] }
            return hearing(event, state).map(Self.forget)
        }
    }

    /// Adds what may happen by itself, at any moment, or never: a timer goes off, a customer changes their mind.
    ///
    /// - Parameters:
    ///   - name: in a few words for the story.
    ///   - limit: how often it may happen in all.
    ///   - turns: every turn that it may take; none: it cannot happen in this state.
    public func impulse<State: Hashable & Sendable>(
        _ name: String, atMost limit: Int = 1,
        turns: @escaping @Sendable (State) -> [ExplorationTurn<State>]
    ) -> ExplorationVoice {
        var voice = self
        voice.impulses.append(
            Impulse(name: name, limit: limit) { state in
                guard let state = state as? State else { return [] }
                return turns(state).map(Self.forget)
            })
        return voice
    }

    private static func forget<State>(_ turn: ExplorationTurn<State>) -> Turn {
        Turn(AnyState(value: turn.state), says: turn.says, note: turn.note, dies: turn.dies)
    }
}
