import Choreography

/// States and messages as numbers, and what leads from one to the next: the rules run once for every pair.
struct ExplorationMoves {
    /// One event on its way to one voice.
    struct Message {
        let event: any Event
        let voice: Int
    }

    /// One turn as numbers.
    struct Move {
        let voice: Int
        let state: UInt16
        let says: [UInt16]
        let dies: Bool
        /// Whether it leaves everything as it was.
        let isIdle: Bool
        let story: String
        /// Invariants of the step that do not hold, by number.
        let objections: [(invariant: Int, text: String)]
    }

    let voices: [ExplorationVoice]
    /// All voices' impulses, one after the other.
    let impulses: [(voice: Int, impulse: ExplorationVoice.Impulse)]
    private let score: Score
    private let invariants: [ExplorationInvariant]
    private var states: [[ExplorationVoice.AnyState]]
    private var stateNumbers: [[ExplorationVoice.AnyState: UInt16]]
    private var messages: [Message] = []
    private var messageNumbers: [MessageKey: UInt16] = [:]
    private(set) var moves: [Move] = []
    private var known: [UInt64: Range<Int>] = [:]

    private struct MessageKey: Hashable {
        let voice: Int
        let type: EventType
        let body: [UInt8]
    }

    init(_ exploration: Exploration) throws(ExplorationError) {
        voices = exploration.voices
        score = exploration.score
        invariants = exploration.invariants
        impulses = voices.enumerated().flatMap { voice, rules in rules.impulses.map { (voice, $0) } }
        states = voices.map { [ExplorationVoice.AnyState(value: $0.initial)] }
        stateNumbers = states.map { [$0[0]: 0] }
        for voice in voices
        where score.part(of: voice.name) == nil && !score.outside.contains(where: { $0.name == voice.name }) {
            throw ExplorationError(description: "the score knows nobody called \(voice.name)")
        }
    }

    func message(_ number: UInt16) -> Message { messages[Int(number)] }

    func world(_ key: ArraySlice<UInt16>) -> ExplorationWorld {
        ExplorationWorld(voices, zip(states, key).map { $0[Int($1)].value })
    }

    /// The moves of whoever gets a message, in a state.
    mutating func moves(hearing message: UInt16, in state: UInt16) throws -> Range<Int> {
        let pair = UInt64(message) << 16 | UInt64(state)
        if let range = known[pair] { return range }
        let (event, voice) = (messages[Int(message)].event, messages[Int(message)].voice)
        let now = states[voice][Int(state)]
        let turns = voices[voice].hearing(event, now.value)
        let name = type(of: event).type.rawValue
        return try remember(
            turns.isEmpty ? [.init(now)] : turns, from: state, of: voice, as: pair,
            called: "\(title(voice)) hears \(name)", mayHear: event)
    }

    /// The moves of an impulse, in a state of its voice.
    mutating func moves(by impulse: Int, in state: UInt16) throws -> Range<Int> {
        let pair = UInt64(1) << 63 | UInt64(impulse) << 16 | UInt64(state)
        if let range = known[pair] { return range }
        let (voice, impulse) = impulses[impulse]
        let turns = impulse.turns(states[voice][Int(state)].value)
        return try remember(turns, from: state, of: voice, as: pair, called: impulse.name, mayHear: nil)
    }

    private mutating func remember(
        _ turns: [ExplorationVoice.Turn], from state: UInt16, of voice: Int, as pair: UInt64,
        called name: String, mayHear event: (any Event)?
    ) throws -> Range<Int> {
        let start = moves.count
        for turn in turns {
            for said in turn.says { try check(type(of: said).type, said: voice, hearing: event) }
            let next = try number(of: turn.state, of: voice)
            let says = try turn.says.flatMap { try numbers(of: $0) }.sorted()
            var story = name + (turn.note.map { ", \($0)" } ?? "")
            let spoken = turn.says.map { type(of: $0).type.rawValue }.joined(separator: " and ")
            if turn.dies {
                story += ", and the process dies before its transaction"
            } else if !spoken.isEmpty {
                story += event == nil ? ": \(spoken)" : ", says \(spoken)"
            }
            moves.append(
                Move(
                    voice: voice, state: next, says: turn.dies ? [] : says, dies: turn.dies,
                    isIdle: next == state && says.isEmpty, story: story,
                    objections: objections(to: turn.state, after: states[voice][Int(state)], voice)))
        }
        known[pair] = start..<moves.count
        return start..<moves.count
    }

    /// What is on its way when `event` is said: one message for each that hears it.
    mutating func numbers(of event: any Event) throws -> [UInt16] {
        let type = type(of: event).type
        let body = try EventJSON.encode(event)
        return try score.parts.filter { $0.hears.contains { $0.type == type } }.compactMap { part in
            let own = voices.indices.filter { voices[$0].name == part.name }
            guard !own.isEmpty else { return nil }
            let hearer = own.first { voices[$0].saga == nil || voices[$0].saga == event.correlationID }
            guard let hearer else {
                throw ExplorationError(
                    description:
                        "\(part.name) has no voice for \(type.rawValue) of saga \(event.correlationID ?? "-")"
                )
            }
            return try number(of: Message(event: event, voice: hearer), type, body)
        }
    }

    private mutating func number(of message: Message, _ type: EventType, _ body: [UInt8]) throws -> UInt16 {
        let key = MessageKey(voice: message.voice, type: type, body: body)
        if let number = messageNumbers[key] { return number }
        let number = try next(messages.count, "messages")
        messages.append(message)
        messageNumbers[key] = number
        return number
    }

    private mutating func number(of state: ExplorationVoice.AnyState, of voice: Int) throws -> UInt16 {
        if let number = stateNumbers[voice][state] { return number }
        let number = try next(states[voice].count, "states of \(title(voice))")
        states[voice].append(state)
        stateNumbers[voice][state] = number
        return number
    }

    private func next(_ count: Int, _ what: String) throws(ExplorationError) -> UInt16 {
        guard let number = UInt16(exactly: count) else {
            throw ExplorationError(
                description: "there are more than 65,536 \(what): do they count something?")
        }
        return number
    }

    private func check(_ type: EventType, said voice: Int, hearing event: (any Event)?) throws {
        let allowed: [any Event.Type]
        if let event {
            let heard = Swift.type(of: event).type
            allowed =
                score.part(of: voices[voice].name)?.steps.filter { $0.hears?.type == heard }.flatMap(\.says)
                ?? []
        } else {
            allowed = score.events
        }
        guard !allowed.contains(where: { $0.type == type }) else { return }
        throw ExplorationError(
            description: "\(title(voice)) says \(type.rawValue), which its part in the score does not have"
                + (event.map { " in answer to \(Swift.type(of: $0).type.rawValue)" } ?? ""))
    }

    private func objections(
        to after: ExplorationVoice.AnyState, after before: ExplorationVoice.AnyState, _ voice: Int
    ) -> [(invariant: Int, text: String)] {
        guard before != after else { return [] }
        return invariants.enumerated().compactMap { number, invariant in
            guard case .step(voices[voice].name, let objection) = invariant.moment else { return nil }
            return objection(before.value, after.value).map { (number, $0) }
        }
    }

    private func title(_ voice: Int) -> String {
        voices[voice].name + (voices[voice].saga.map { " (\($0.prefix(8)))" } ?? "")
    }
}
