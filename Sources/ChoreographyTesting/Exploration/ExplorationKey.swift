/// One moment as a sequence of words: each voice's state, how often each impulse may still happen, how many extra
/// deliveries and deaths are left, and the messages on their way, sorted.
struct ExplorationKey {
    let voices: Int
    let impulses: Int

    /// Where the number of extra deliveries stands.
    var duplicates: Int { voices + impulses }
    /// Where the number of deaths stands.
    var deaths: Int { duplicates + 1 }
    /// Where the messages begin.
    var messages: Int { deaths + 1 }

    /// One way on.
    struct Step {
        enum Cause {
            /// The message at this place; whether it comes once more.
            case delivery(at: Int, again: Bool)
            case impulse(Int)
        }
        let cause: Cause
        let move: Int
    }

    /// All ways on.
    func steps(from key: [UInt16], _ moves: inout ExplorationMoves, into steps: inout [Step]) throws {
        steps.removeAll(keepingCapacity: true)
        for place in messages..<key.count where place == messages || key[place] != key[place - 1] {
            let voice = moves.message(key[place]).voice
            for move in try moves.moves(hearing: key[place], in: key[voice]) {
                if moves.moves[move].dies {
                    // To die without having asked anybody for anything changes nothing.
                    guard key[deaths] > 0, !moves.moves[move].isIdle else { continue }
                    steps.append(Step(cause: .delivery(at: place, again: true), move: move))
                    continue
                }
                steps.append(Step(cause: .delivery(at: place, again: false), move: move))
                // One that changes nothing might as well come later.
                guard key[duplicates] > 0, !moves.moves[move].isIdle else { continue }
                steps.append(Step(cause: .delivery(at: place, again: true), move: move))
            }
        }
        for impulse in 0..<impulses where key[voices + impulse] > 0 {
            let state = key[moves.impulses[impulse].voice]
            for move in try moves.moves(by: impulse, in: state) {
                steps.append(Step(cause: .impulse(impulse), move: move))
            }
        }
    }

    /// The moment after `step`.
    func apply(_ step: Step, _ moves: ExplorationMoves, to key: [UInt16], into next: inout [UInt16]) {
        let move = moves.moves[step.move]
        next.removeAll(keepingCapacity: true)
        next += key
        next[move.voice] = move.state
        switch step.cause {
        case .impulse(let impulse): next[voices + impulse] -= 1
        case .delivery(let place, again: false): next.remove(at: place)
        case .delivery(_, again: true): next[move.dies ? deaths : duplicates] -= 1
        }
        for message in move.says {
            var place = next.count
            while place > messages, next[place - 1] > message { place -= 1 }
            next.insert(message, at: place)
        }
    }
}
