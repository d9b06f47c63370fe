/// Whether what stands in the score can come to pass: somebody from outside begins, events lead to events, and a
/// timer is set by a participant that has heard something.
extension Score {
    func reachProblems() -> [ScoreProblem] { deafParts() + unreachedSteps() }

    private func deafParts() -> [ScoreProblem] {
        parts.filter(\.hears.isEmpty).map { part in
            let timers = part.steps.isEmpty ? "" : ", so that nothing can set its timers"
            return .init(
                kind: .hearsNothing, place: "part \(part.name)",
                message: "it hears no event\(timers); give it a step for one, or take the part away")
        }
    }

    /// The first steps that nothing leads to: those that hang on them would be no news.
    private func unreachedSteps() -> [ScoreProblem] {
        let reached = reachedEvents
        return parts.flatMap { part in
            part.says.types.filter { !reached.contains($0) }.map { type in
                .init(
                    kind: .unreachable, place: "\(part.name) says \(type)",
                    message:
                        "nothing that comes from outside ever leads to it; let a voice from outside begin, "
                        + "or let \(part.name) say it in answer to something that happens")
            }
        }
    }

    /// What can be said at all. What nobody says, and parts that hear nothing, are told elsewhere and count as there.
    private var reachedEvents: Set<EventType> {
        let said = Set(speakers.flatMap(\.says).types)
        var reached = Set(outside.flatMap(\.says).types)
        reached.formUnion(parts.flatMap(\.hears).types.filter { !said.contains($0) })
        var grows = true
        while grows {
            let before = reached.count
            for part in parts {
                let isAwake = part.hears.isEmpty || part.hears.types.contains(where: reached.contains)
                for step in part.steps where step.hears.map({ reached.contains($0.type) }) ?? isAwake {
                    reached.formUnion(step.says.types)
                }
            }
            grows = reached.count > before
        }
        return reached
    }
}
