extension Score {
    /// What does not fit, in the order of the score; empty for a score that can be played.
    ///
    /// - Names: a participant's name is its queue, its broker user and the prefix of what it says: a word of
    ///   `a-z`, `0-9` and `_`, borne once, and none of the topology's own (``Topology/reservedNames``).
    /// - Types: well formed, of one Swift type, said by one only, and under the speaker's name as prefix. A voice
    ///   from outside may also address a participant in that one's prefix, when that one hears it
    ///   (`order.requested`). Each is listed once in one place, and each trigger has one step.
    /// - Hearing: what is said is heard, unless it is terminal or informational; what is heard is said; every
    ///   participant hears something.
    /// - Reach: something from outside leads to whatever is said. A timer counts as set by a participant that
    ///   can hear anything.
    /// - Undoing: see ``ScoreProblem/Kind/missingUndo`` and the rules in `ScoreCheck+Undo.swift`.
    /// - Ending: no event leads back to itself through the steps that hear and say; timers do not count. What is
    ///   said in answer to a terminal event is terminal or informational itself, and nobody hears what is
    ///   informational.
    ///
    /// A participant may hear what it says itself: so it asks the outside in a step of its own.
    public func problems() -> [ScoreProblem] {
        [
            nameProblems(), typeProblems(), stepProblems(), ownerProblems(), hearingProblems(),
            reachProblems(),
            undoProblems(), loopProblems(), endProblems(),
        ].flatMap { $0 }
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

    private var listedTogether: [(place: String, events: [any Event.Type])] {
        [("undoes", undoes.map(\.step))] + undoes.map { ("undoes, \($0.step.type)", $0.undoneBy) }
            + outside.map { ("voice \($0.name)", $0.says) }
            + parts.flatMap { part in part.steps.map { ("part \(part.name), \($0.trigger.inWords)", $0.says) }
            }
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
        } + emptyNames()
    }

    private func emptyNames() -> [ScoreProblem] {
        let timers = parts.filter { $0.steps.contains { $0.trigger == .timer("") } }.map {
            ScoreProblem(
                kind: .badName, place: "part \($0.name)", message: "a timer's name is empty; give it one")
        }
        guard name.isEmpty else { return timers }
        return timers + [
            .init(
                kind: .badName, place: "score",
                message: "its name is empty, and is also the virtual host; give it one")
        ]
    }

    private func typeProblems() -> [ScoreProblem] {
        let malformed = events.types.filter { !$0.isWellFormed }.map {
            ScoreProblem(
                kind: .malformedType, place: "event \($0)",
                message: "a type is two or more words of a-z, 0-9 and _ joined by dots, at most 255 bytes, "
                    + "as in order.placed; rename it")
        }
        let unborn = events.filter { $0.version < 1 }.map {
            ScoreProblem(
                kind: .malformedType, place: "event \($0.type)",
                message: "its version is \($0.version), which no reader takes; count from 1")
        }
        return malformed + unborn + formProblems()
    }

    /// Every mention of a type is of one Swift type.
    private func formProblems() -> [ScoreProblem] {
        let first = Dictionary(events.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        var told: Set<ObjectIdentifier> = []
        return mentions.compactMap { form in
            guard let known = first[form.type], known != form, told.insert(ObjectIdentifier(form)).inserted
            else { return nil }
            return .init(
                kind: .twoForms, place: "event \(form.type)",
                message: "it is \(known) (version \(known.version)) in one place and \(form) (version "
                    + "\(form.version)) in another; use one Swift type, which reads its older versions itself"
            )
        }
    }

    private var mentions: [any Event.Type] {
        outside.flatMap(\.says) + parts.flatMap(\.steps).flatMap { $0.says + [$0.hears].compactMap { $0 } }
            + undoes.flatMap { [$0.step] + $0.undoneBy } + terminal + informational
    }

    private func stepProblems() -> [ScoreProblem] {
        parts.flatMap { part -> [ScoreProblem] in
            duplicates(part.steps.map(\.trigger)).map { trigger in
                .init(
                    kind: .duplicateStep, place: "part \(part.name), \(trigger.inWords)",
                    message: "there are two steps for it; merge what they say into one")
            }
        }
            + (listedAlone + listedTogether).flatMap { list in
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
