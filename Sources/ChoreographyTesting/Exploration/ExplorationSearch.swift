/// Breadth first, so that the first way found to a state is a shortest one.
struct ExplorationSearch {
    private let exploration: Exploration
    private let layout: ExplorationKey
    private var moves: ExplorationMoves
    private var arena = StateArena()
    /// What everybody's states have been judged together, and of those at rest.
    private var judged = StateArena()
    private var judgedAtRest = StateArena()
    private var parents: [UInt32] = []
    private var ordinals: [UInt16] = []
    private var transitions = 0
    private var statesAtRest = 0
    private var depth = 0
    private var isComplete = true
    private var violations: [Int: ExplorationReport.Violation] = [:]
    private var livelock: ExplorationReport.Violation?
    private var (key, next): ([UInt16], [UInt16]) = ([], [])
    private var steps: [ExplorationKey.Step] = []

    init(_ exploration: Exploration) throws {
        self.exploration = exploration
        moves = try ExplorationMoves(exploration)
        layout = ExplorationKey(voices: exploration.voices.count, impulses: moves.impulses.count)
        let messages = try exploration.openings.flatMap { try moves.numbers(of: $0) }.sorted()
        let limits = try moves.impulses.map { try Self.word($0.impulse.limit) }
        key = exploration.voices.map { _ in 0 } + limits
        key += [try Self.word(exploration.duplicates), try Self.word(exploration.deaths)] + messages
        insert(key, from: 0, by: 0)
    }

    private static func word(_ number: Int) throws(ExplorationError) -> UInt16 {
        guard let word = UInt16(exactly: number) else {
            throw ExplorationError(description: "\(number) is no number of times from 0 to 65535")
        }
        return word
    }

    mutating func run(
        limit: Int, stopsAtFirst: Bool, onProgress: (_ states: Int, _ depth: Int) -> Void,
        checkCancellation: () throws -> Void
    ) throws {
        var (number, levelEnd) = (0, 1)
        while number < arena.count {
            guard !stopsAtFirst || violations.isEmpty else {
                isComplete = false
                break
            }
            if number == levelEnd { (depth, levelEnd) = (depth + 1, arena.count) }
            if number % 100_000 == 99_999 { onProgress(arena.count, depth) }
            if number % 1024 == 0 { try checkCancellation() }
            try open(number)
            for (ordinal, step) in steps.enumerated() {
                note(moves.moves[step.move].objections, at: number, ordinal)
                layout.apply(step, moves, to: key, into: &next)
                guard arena.count < limit || arena.number(of: next) != nil else {
                    isComplete = false
                    continue
                }
                insert(next, from: number, by: ordinal)
            }
            transitions += steps.count
            number += 1
        }
        if isComplete { try findLivelock() }
    }

    /// Makes a state the current one, finds all ways on, and judges it.
    private mutating func open(_ number: Int) throws {
        arena.copy(number, into: &key)
        try layout.steps(from: key, &moves, into: &steps)
        let states = key[..<layout.voices]
        if judged.insert(Array(states)).isNew { judge(number, isAtRest: false) }
        guard key.count == layout.messages else { return }
        statesAtRest += 1
        if judgedAtRest.insert(Array(states)).isNew { judge(number, isAtRest: true) }
    }

    private mutating func insert(_ key: [UInt16], from parent: Int, by ordinal: Int) {
        guard arena.insert(key).isNew else { return }
        parents.append(UInt32(parent))
        ordinals.append(UInt16(truncatingIfNeeded: ordinal))
    }

    private mutating func judge(_ number: Int, isAtRest: Bool) {
        let world = moves.world(key[..<layout.voices])
        for (index, invariant) in exploration.invariants.enumerated() where violations[index] == nil {
            let objection: String? =
                switch invariant.moment {
                case .always(let judge) where !isAtRest: judge(world)
                case .atRest(let judge) where isAtRest: judge(world)
                case .always, .atRest, .step: nil
                }
            guard let objection else { continue }
            violations[index] = violation(invariant.name, objection, path(to: number))
        }
    }

    private mutating func note(
        _ objections: [(invariant: Int, text: String)], at number: Int, _ ordinal: Int
    ) {
        for (invariant, text) in objections where violations[invariant] == nil {
            let name = exploration.invariants[invariant].name
            violations[invariant] = violation(name, text, path(to: number) + [ordinal])
        }
    }

    /// The ordinals of the steps of a shortest way.
    private func path(to number: Int) -> [Int] {
        var (path, number) = ([Int](), number)
        while number != 0 {
            path.append(Int(ordinals[number]))
            number = Int(parents[number])
        }
        return path.reversed()
    }

    /// Goes the way once more, and tells it.
    private mutating func violation(
        _ invariant: String, _ objection: String, _ path: [Int]
    ) -> ExplorationReport.Violation {
        var (here, there) = ([UInt16](), [UInt16]())
        var (ways, story) = ([ExplorationKey.Step](), [String]())
        arena.copy(0, into: &here)
        for ordinal in path {
            // What was found once is found again.
            guard (try? layout.steps(from: here, &moves, into: &ways)) != nil, ordinal < ways.count else {
                break
            }
            let step = ways[ordinal]
            story.append(sentence(step))
            layout.apply(step, moves, to: here, into: &there)
            swap(&here, &there)
        }
        return ExplorationReport.Violation(
            invariant: invariant, objection: objection, story: story,
            states: moves.world(here[..<layout.voices]).description)
    }

    private func sentence(_ step: ExplorationKey.Step) -> String {
        let move = moves.moves[step.move]
        if case .delivery(_, again: true) = step.cause, !move.dies {
            return "\(move.story); it will come once more"
        }
        return move.story + (move.isIdle ? ": nothing changes" : "")
    }

    func report(seconds: Double) -> ExplorationReport {
        ExplorationReport(
            states: arena.count, transitions: transitions, statesAtRest: statesAtRest, depth: depth,
            isComplete: isComplete,
            violations: violations.sorted { $0.key < $1.key }.map(\.value) + (livelock.map { [$0] } ?? []),
            seconds: seconds)
    }
}

extension ExplorationSearch {
    /// Takes away, again and again, the states to which nothing leads any more. What remains lies on a circle or
    /// behind one.
    private mutating func findLivelock() throws {
        var incoming = [UInt32](repeating: 0, count: arena.count)
        for number in 0..<arena.count { try forEachNext(of: number) { next, _ in incoming[next] += 1 } }
        var free = incoming.indices.filter { incoming[$0] == 0 }
        var count = 0
        while let number = free.popLast() {
            count += 1
            try forEachNext(of: number) { next, _ in
                incoming[next] -= 1
                if incoming[next] == 0 { free.append(next) }
            }
        }
        guard count < arena.count else { return }
        try findCircle(among: incoming)
    }

    /// Goes forward from the first remaining state, back where there is no way on, until it meets its own way.
    private mutating func findCircle(among remaining: [UInt32]) throws {
        var place: [Int: Int] = [:]
        var done: Set<Int> = []
        for start in remaining.indices where remaining[start] > 0 && !done.contains(start) {
            var way = [(number: start, ordinal: 0)]
            place = [start: 0]
            while let here = way.last {
                var onward: (number: Int, ordinal: Int)?
                try forEachNext(of: here.number) { next, ordinal in
                    if onward == nil, ordinal >= here.ordinal, remaining[next] > 0, !done.contains(next) {
                        onward = (next, ordinal)
                    }
                }
                guard let onward else {
                    done.insert(here.number)
                    place[here.number] = nil
                    way.removeLast()
                    continue
                }
                way[way.count - 1].ordinal = onward.ordinal + 1
                if let circle = place[onward.number] {
                    let round = way[circle...].map { $0.ordinal - 1 }
                    livelock = violation(
                        "livelock", "the last \(round.count) steps can repeat for ever",
                        path(to: onward.number) + round)
                    return
                }
                place[onward.number] = way.count
                way.append((onward.number, 0))
            }
        }
    }

    private mutating func forEachNext(of number: Int, _ body: (_ next: Int, _ ordinal: Int) -> Void) throws {
        arena.copy(number, into: &key)
        try layout.steps(from: key, &moves, into: &steps)
        for (ordinal, step) in steps.enumerated() {
            layout.apply(step, moves, to: key, into: &next)
            if let next = arena.number(of: next) { body(next, ordinal) }
        }
    }
}
