/// The choreography as a picture: who says what to whom, the way forward told from the way back. Derived from the
/// score and from nothing else.
package struct ScorePicture: Sendable {
    /// Which way an event goes.
    package enum Direction: String, Sendable, Hashable, CaseIterable {
        case forward, backward
    }

    /// All that one says to another in one direction.
    struct Arrow: Hashable {
        let speaker: String
        /// nil: nobody needs to hear it.
        let hearer: String?
        let direction: Direction
        var events: [EventType]
    }

    /// One event: who says it, who hears it, what it is.
    struct Row: Hashable {
        let event: EventType
        let speaker: String
        let hearers: [String]
        let direction: Direction
        /// The step that it undoes.
        let undoes: EventType?
        let isTerminal: Bool
    }

    let name: String
    /// From outside.
    let voices: [String]
    let participants: [String]
    /// Causes before effects.
    let rows: [Row]

    /// The picture of a score.
    package init(_ score: Score) {
        name = score.name
        voices = score.outside.map(\.name)
        participants = score.parts.map(\.name)
        let backward = score.backwardEvents
        let terminal = Set(score.terminal.types)
        rows = score.eventsByCause.compactMap { type in
            guard let owner = score.owner(of: type) else { return nil }
            return Row(
                event: type, speaker: owner.name,
                hearers: score.parts.filter { $0.hears.types.contains(type) }.map(\.name),
                direction: backward.contains(type) ? .backward : .forward,
                undoes: score.undoes.first { $0.undoneBy.types.contains(type) }?.step.type,
                isTerminal: terminal.contains(type))
        }
    }

    /// One for each speaker, hearer and direction, in the order of what happens.
    var arrows: [Arrow] {
        var arrows: [Arrow] = []
        for row in rows {
            for hearer in row.hearers.isEmpty ? [nil] : row.hearers.map(Optional.some) {
                let place = arrows.firstIndex {
                    $0.speaker == row.speaker && $0.hearer == hearer && $0.direction == row.direction
                }
                if let place {
                    arrows[place].events.append(row.event)
                } else {
                    arrows.append(
                        Arrow(
                            speaker: row.speaker, hearer: hearer, direction: row.direction,
                            events: [row.event]))
                }
            }
        }
        return arrows
    }

    /// Whether something is said that nobody needs to hear.
    var hasUnheard: Bool { rows.contains { $0.hearers.isEmpty } }
}

extension ScorePicture.Direction {
    /// Dark enough on white, and told apart by those who see no red and green.
    var colour: String {
        switch self {
        case .forward: "#0b5cad"
        case .backward: "#b34700"
        }
    }
}
