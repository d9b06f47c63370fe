extension Score {
    /// What does not fit, in the order of the score; empty for a score that can be played.
    ///
    /// - Names: a participant's name is its queue, its broker user and the prefix of what it says: a word of
    ///   `a-z`, `0-9` and `_`, borne once, and none of the topology's own (``Topology/reservedNames``).
    /// - Types: well formed, said by one only, and under the speaker's name as prefix. A voice from outside
    ///   may also address a participant in that one's prefix, when that one hears it (`order.requested`).
    /// - Hearing: what is said is heard, unless it is terminal or informational; what is heard is said.
    /// - Undoing: see ``ScoreProblem/Kind/missingUndo`` and the rules in `ScoreCheck+Undo.swift`.
    /// - Ending: no event leads back to itself through the steps that hear and say. Timers do not count.
    public func problems() -> [ScoreProblem] {
        nameProblems() + typeProblems() + stepProblems() + ownerProblems() + hearingProblems()
            + undoProblems() + loopProblems()
    }
}

extension Score {
    /// Who says what: participants and voices, each event type once.
    var speakers: [(name: String, isOutside: Bool, says: [any Event.Type])] {
        parts.map { ($0.name, false, $0.says) } + outside.map { ($0.name, true, $0.says) }
    }

    private var listedAlone: [(place: String, events: [any Event.Type])] {
        [("terminal", terminal), ("informational", informational)]
    }

    private func nameProblems() -> [ScoreProblem] {
        var seen: Set<String> = []
        return speakers.flatMap { speaker -> [ScoreProblem] in
            let place = speaker.isOutside ? "voice \(speaker.name)" : "part \(speaker.name)"
            var problems: [ScoreProblem] = []
            if !EventType(rawValue: "\(speaker.name).x").isWellFormed || speaker.name.contains(".") {
                problems.append(
                    .init(
                        kind: .badName, place: place,
                        message: "a name is one word of a-z, 0-9 and _, as it is also a queue, a user and "
                            + "a prefix; rename it"))
            } else if Topology.reservedNames.contains(speaker.name) {
                problems.append(
                    .init(
                        kind: .badName, place: place,
                        message: "the name is taken by the topology itself; rename it"))
            }
            if !seen.insert(speaker.name).inserted {
                problems.append(
                    .init(
                        kind: .duplicateName, place: place,
                        message: "the name is borne twice; merge the two or rename one"))
            }
            return problems
        }
    }

    private func typeProblems() -> [ScoreProblem] {
        events.types.filter { !$0.isWellFormed }.map {
            .init(
                kind: .malformedType, place: "event \($0)",
                message: "a type is two or more words of a-z, 0-9 and _ joined by dots, at most 255 bytes, "
                    + "as in order.placed; rename it")
        }
    }

    private func stepProblems() -> [ScoreProblem] {
        parts.flatMap { part -> [ScoreProblem] in
            duplicates(part.steps.map(\.trigger)).map { trigger in
                .init(
                    kind: .duplicateStep, place: "part \(part.name), \(trigger.inWords)",
                    message: "there are two steps for it; merge what they say into one")
            }
        }
            + (listedAlone + [("undoes", undoes.map(\.step))]).flatMap { list in
                duplicates(list.events.types).map {
                    .init(
                        kind: .duplicateStep, place: "\(list.place), \($0)",
                        message: "it is listed twice; take one away")
                }
            }
    }

    private func ownerProblems() -> [ScoreProblem] {
        var owners: [EventType: String] = [:]
        return speakers.flatMap { speaker in
            speaker.says.types.flatMap { type -> [ScoreProblem] in
                let place = "\(speaker.name) says \(type)"
                var problems: [ScoreProblem] = []
                if let other = owners[type], other != speaker.name {
                    problems.append(
                        .init(
                            kind: .twoOwners, place: place,
                            message: "\(other) says it too; a fact has one owner, so give one of them a "
                                + "type of its own"))
                }
                owners[type] = owners[type] ?? speaker.name
                if !mayUse(type, speaker: speaker.name, isOutside: speaker.isOutside) {
                    problems.append(
                        .init(
                            kind: .foreignPrefix, place: place,
                            message: "the prefix \(type.prefix) is not its own, and the broker will refuse "
                                + "it; call it \(speaker.name).* or let \(type.prefix) say it"))
                }
                return problems
            }
        }
    }

    private func mayUse(_ type: EventType, speaker: String, isOutside: Bool) -> Bool {
        if type.prefix == speaker { return true }
        return isOutside && (part(of: type.prefix)?.hears.contains { $0.type == type } ?? false)
    }

    private func hearingProblems() -> [ScoreProblem] {
        let heard = Set(parts.flatMap(\.hears).types)
        let said = Set(speakers.flatMap(\.says).types)
        let quiet = Set((terminal + informational).types)
        let unheard = speakers.flatMap { speaker in
            speaker.says.types.filter { !heard.contains($0) && !quiet.contains($0) }.map {
                ScoreProblem(
                    kind: .unheard, place: "\(speaker.name) says \($0)",
                    message: "nobody hears it; let someone hear it, or list it as terminal or informational")
            }
        }
        let unsaid = parts.flatMap { part in
            part.hears.types.filter { !said.contains($0) }.map {
                ScoreProblem(
                    kind: .unsaid, place: "\(part.name) hears \($0)",
                    message: "nobody says it; let someone say it, or take the step away")
            }
        }
        let listed = listedAlone.flatMap { list in
            list.events.types.filter { !said.contains($0) }.map {
                ScoreProblem(
                    kind: .unsaid, place: "\(list.place), \($0)",
                    message: "nobody says it; let someone say it, or take it off the list")
            }
        }
        return unheard + unsaid + listed
    }
}

extension Reaction.Trigger {
    fileprivate var inWords: String {
        switch self {
        case .event(let type): "hears \(type)"
        case .timer(let name): "timer \(name)"
        }
    }
}

/// What occurs more than once, each once.
private func duplicates<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var counts: [Element: Int] = [:]
    return elements.filter {
        counts[$0, default: 0] += 1
        return counts[$0] == 2
    }
}

extension Sequence where Element == any Event.Type {
    /// Their names.
    var types: [EventType] { map { $0.type } }
}
