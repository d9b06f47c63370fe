/// What leads to what: from each event to those that are said in answer to it.
package struct ScoreGraph {
    let answers: [EventType: Set<EventType>]

    package init(_ score: Score) {
        var answers: [EventType: Set<EventType>] = [:]
        for step in score.parts.flatMap(\.steps) {
            guard let heard = step.hears else { continue }
            answers[heard.type, default: []].formUnion(step.says.types)
        }
        self.answers = answers
    }

    /// What can come after any of these; they are in it only where they lead back to themselves.
    package func reachable(from start: some Sequence<EventType>) -> Set<EventType> {
        Self.reachable(from: start, along: answers)
    }

    /// What can come before any of these.
    func leading(to end: some Sequence<EventType>) -> Set<EventType> {
        Self.reachable(from: end, along: causes)
    }

    /// From each event that is said in answer to those that it answers.
    var causes: [EventType: Set<EventType>] {
        var causes: [EventType: Set<EventType>] = [:]
        for (cause, effects) in answers {
            for effect in effects { causes[effect, default: []].insert(cause) }
        }
        return causes
    }

    /// The shortest way from an event back to itself, beginning and ending with it.
    func loop(through type: EventType) -> [EventType]? {
        var paths: [[EventType]] = [[type]]
        var seen: Set<EventType> = []
        var next = 0
        while next < paths.count {
            let path = paths[next]
            next += 1
            for answer in (answers[path[path.count - 1]] ?? []).sorted() {
                if answer == type { return path + [type] }
                if seen.insert(answer).inserted { paths.append(path + [answer]) }
            }
        }
        return nil
    }

    private static func reachable(
        from start: some Sequence<EventType>, along edges: [EventType: Set<EventType>]
    ) -> Set<EventType> {
        var found: Set<EventType> = []
        var open = start.flatMap { edges[$0] ?? [] }
        while let type = open.popLast() {
            if found.insert(type).inserted { open += edges[type] ?? [] }
        }
        return found
    }
}

extension Score {
    /// Each loop once, by its shortest way.
    func loopProblems() -> [ScoreProblem] {
        let graph = ScoreGraph(self)
        var told: Set<EventType> = []
        return events.types.compactMap { type in
            guard !told.contains(type), let loop = graph.loop(through: type) else { return nil }
            told.formUnion(loop)
            return .init(
                kind: .endlessLoop, place: loop.map(\.rawValue).joined(separator: " → "),
                message: "these events set each other off for ever; let one of the steps say nothing")
        }
    }
}
