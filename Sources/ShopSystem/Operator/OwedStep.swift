public import Choreography
import ShopEvents

/// An answer that the score calls for and that nobody has given yet.
public struct OwedStep: Sendable, Hashable {
    /// Who owes it.
    public let participant: String
    /// What calls for it.
    public let event: HistoryEvent
    /// What may be said in answer.
    public let says: [EventType]
}

/// How far an order has come, by what was said about it.
public struct OrderProgress: Sendable, Hashable {
    /// Whether something was said after which nothing more has to come.
    public let hasEnd: Bool
    /// What has to come all the same, in the order of the history.
    public let owed: [OwedStep]

    /// Whether nobody has to say anything.
    public var isAtRest: Bool { hasEnd && owed.isEmpty }

    /// - Parameter events: of one order, in the order of the history, each message once.
    public init(_ events: [HistoryEvent]) {
        let account = Account(events: events, score: .shop)
        hasEnd = account.end != nil
        owed = account.owed
    }
}

/// What was asked and what was answered.
///
/// The score tells what a participant may say, and that it may say nothing. So an answer is owed where the
/// participant neither gave one nor is known to have heard and kept silent.
private struct Account {
    let events: [HistoryEvent]
    let score: Score
    /// The last event after which nothing more has to come.
    let end: Int?
    private let informational: Set<EventType>
    private let graph: ScoreGraph
    /// Where in `events` each message is.
    private let places: [String: Int]

    init(events: [HistoryEvent], score: Score) {
        (self.events, self.score) = (events, score)
        let terminal = Set(score.terminal.map { $0.type.rawValue })
        end = events.lastIndex { terminal.contains($0.type) }
        informational = Set(score.informational.map { $0.type })
        graph = ScoreGraph(score)
        places = Dictionary(
            events.enumerated().compactMap { place, event in event.messageID.map { ($0, place) } },
            uniquingKeysWith: { first, _ in first })
    }

    var owed: [OwedStep] {
        let undoable = Set(score.undoes.map { $0.step.type.rawValue })
        // What ended before its first step was never begun, and nobody has to undo or answer anything.
        if end != nil, !events.contains(where: { undoable.contains($0.type) }) { return [] }
        return events.indices.suffix(from: end.map { $0 + 1 } ?? 0).flatMap { place in
            score.parts.compactMap { part in owed(by: part, at: place) }
        }
    }

    private func owed(by part: Score.Part, at place: Int) -> OwedStep? {
        let event = events[place]
        guard let step = part.steps.first(where: { $0.hears?.type.rawValue == event.type }) else {
            return nil
        }
        let says = answers(step)
        guard !says.isEmpty, isDecisive(step, of: part), !hasUndone(part), !isAnswered(place, by: part, says)
        else { return nil }
        return OwedStep(participant: part.name, event: event, says: says)
    }

    private func answers(_ step: Score.Step) -> [EventType] {
        step.says.map { $0.type }.filter { !informational.contains($0) }
    }

    /// A participant that needs two events says the same in answer to either; where one leads to the other, it
    /// is the later one that it waits for.
    private func isDecisive(_ step: Score.Step, of part: Score.Part) -> Bool {
        guard let heard = step.hears?.type else { return false }
        let later = graph.reachable(from: [heard])
        return !part.steps.contains { other in
            other.hears.map { later.contains($0.type) } ?? false && Set(answers(other)) == Set(answers(step))
        }
    }

    /// Who has taken its part back has nothing more to say.
    private func hasUndone(_ part: Score.Part) -> Bool {
        let own = Set(part.says.map { $0.type })
        let undoing = score.undoes.flatMap(\.undoneBy).map { $0.type }.filter(own.contains)
        return events.contains { event in undoing.contains { $0.rawValue == event.type } }
    }

    private func isAnswered(_ place: Int, by part: Score.Part, _ says: [EventType]) -> Bool {
        let own = Set(part.says.map { $0.type }).subtracting(informational)
        let spoken = events.indices.filter { own.contains(EventType(rawValue: events[$0].type)) }
        let answers = spoken.filter { says.contains(EventType(rawValue: events[$0].type)) }
        if answers.contains(where: { $0 > place }) { return true }
        // One order's events are heard one after the other: who has answered a later one has heard this one.
        if spoken.contains(where: { cause(of: $0).map { $0 > place } ?? false }) { return true }
        // What was said once is not said again.
        let said = Set(answers.map { events[$0].type })
        if says.allSatisfy({ said.contains($0.rawValue) }) { return true }
        let earlier = events[..<place].indices.filter { events[$0].type == events[place].type }
        return earlier.contains { before in answers.contains { $0 > before } }
    }

    private func cause(of place: Int) -> Int? { events[place].causationID.flatMap { places[$0] } }
}
