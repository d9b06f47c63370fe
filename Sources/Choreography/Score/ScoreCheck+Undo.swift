/// Which steps need an undo, and which undo can be right.
///
/// The score lists in `undoes` what can be taken back. From the graph "heard → said in answer" follows what
/// else must be:
/// 1. *What a step was built upon must be able to be taken back too*: every event that leads to a listed
///    step, unless it comes from outside.
/// 2. *So must what follows it directly*, unless that is an end (terminal, informational), an undo, or a turn
///    (an event in answer to which an undo is said: a refusal, a cancellation), or comes only after a turn.
///
/// A step is undone by the participant that took it, by another event that it does say in answer to something. That may
/// be what led to the step, come once more: `order.changed` may well ask for more goods, and later for less.
/// A score that lists no undo at all has nothing to take back.
extension Score {
    func undoProblems() -> [ScoreProblem] {
        undoes.flatMap(problems(of:)) + stepsWithoutUndo()
    }

    private func problems(of undo: Undo) -> [ScoreProblem] {
        let step = undo.step.type
        let place = "undoes, \(step)"
        guard let taker = owner(of: step), !taker.isOutside else {
            return [
                .init(
                    kind: .missingUndo, place: place,
                    message: "no participant says it, so there is no step to undo; correct it or take it out")
            ]
        }
        guard !undo.undoneBy.isEmpty else {
            return [
                .init(
                    kind: .missingUndo, place: place,
                    message: "nothing takes it back; name the event of \(taker.name) that does")
            ]
        }
        return undo.undoneBy.types.compactMap { by in
            trouble(with: by, undoing: step, of: taker.name).map {
                .init(kind: .missingUndo, place: place, message: $0)
            }
        }
    }

    private func trouble(with undo: EventType, undoing step: EventType, of taker: String) -> String? {
        guard undo != step else { return "it cannot take itself back; name another event of \(taker)" }
        guard owner(of: undo)?.name == taker else {
            return "\(undo) is said by \(owner(of: undo)?.name ?? "nobody"), but a step is undone by the "
                + "participant that took it; let \(taker) hear what makes it undo, and say so"
        }
        return nil
    }

    private func stepsWithoutUndo() -> [ScoreProblem] {
        let graph = ScoreGraph(self)
        let steps = Set(undoes.map(\.step).types)
        let undos = Set(undoes.flatMap(\.undoneBy).types)
        let turns = Set(graph.answers.filter { !undos.isDisjoint(with: $0.value) }.keys)
        let back = graph.reachable(from: undos.union(turns)).union(undos).union(turns)
        let ends = Set((terminal + informational).types)
        let builtUpon = graph.leading(to: steps)
        let follows = Set(steps.flatMap { graph.answers[$0] ?? [] }).subtracting(ends).subtracting(back)
        return parts.flatMap { part in
            part.says.types
                .filter { (builtUpon.contains($0) && !undos.contains($0)) || follows.contains($0) }
                .filter { !steps.contains($0) }
                .map { type in
                    let why =
                        builtUpon.contains(type)
                        ? "steps that can be undone are built upon it"
                        : "it follows a step that can be undone"
                    return .init(
                        kind: .missingUndo, place: "\(part.name) says \(type)",
                        message: "\(why), but nothing takes it back; list in undoes which event of "
                            + "\(part.name) does, or list it as terminal")
                }
        }
    }
}
