/// Whether the ends are ends: after a terminal event nothing more has to come, and an informational one is a matter of
/// nobody.
extension Score {
    func endProblems() -> [ScoreProblem] {
        let ends = Set((terminal + informational).types)
        let goingOn = steps(hearing: terminal).flatMap { part, step, type in
            step.says.types.filter { !ends.contains($0) }.map { answer in
                ScoreProblem(
                    kind: .contradiction, place: "terminal, \(type)",
                    message:
                        "\(part) says \(answer) in answer to it, and that is no end; take \(type) off the "
                        + "list, or list \(answer) too")
            }
        }
        let heard = steps(hearing: informational).map { part, _, type in
            ScoreProblem(
                kind: .contradiction, place: "informational, \(type)",
                message:
                    "\(part) hears it, so it is more than information; take it off the list, or the step away"
            )
        }
        let both = Set(informational.types)
        let listedTwice = terminal.types.filter(both.contains).map { type in
            ScoreProblem(
                kind: .contradiction, place: "terminal and informational, \(type)",
                message: "it is one or the other; take it off one list")
        }
        return goingOn + heard + listedTwice
    }

    private func steps(hearing events: [any Event.Type]) -> [(part: String, step: Step, type: EventType)] {
        let wanted = Set(events.types)
        return parts.flatMap { part in
            part.steps.compactMap { step in
                guard let type = step.hears?.type, wanted.contains(type) else { return nil }
                return (part.name, step, type)
            }
        }
    }
}
