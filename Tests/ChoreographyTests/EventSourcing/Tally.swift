import Choreography
import Foundation

/// A tiny aggregate: a sum that can be reset, and a mark that must not be lost.
enum TallyRules: Decider {
    struct State: Sendable, Equatable, Codable {
        var sum = 0
        var marks: [String] = []
    }

    enum Command: Sendable { case add(Int), mark(String), reset }

    enum Fact: Sendable, Equatable { case added(Int, unit: String), marked(String), reset }

    static let initial = State()

    static func decide(_ command: Command, in state: State) -> [Fact] {
        switch command {
        case .add(let amount): amount == 0 ? [] : [.added(amount, unit: "pcs")]
        case .mark(let text): state.marks.contains(text) ? [] : [.marked(text)]
        case .reset: state.sum == 0 ? [] : [.reset, .marked("reset \(state.marks.count)")]
        }
    }

    static func evolve(_ state: State, _ fact: Fact) -> State {
        var next = state
        switch fact {
        case .added(let amount, _): next.sum = next.sum &* 31 &+ amount
        case .marked(let text): next.marks = next.marks.suffix(3) + [text]
        case .reset: next.sum = 0
        }
        return next
    }
}

/// `added` is at its third version: `{"n":1}`, then `{"amount":1}`, today `{"amount":1,"unit":"pcs"}`.
enum TallyJSON: FactForm {
    struct First: Codable { let n: Int }
    struct Second: Codable { let amount: Int }
    struct Third: Codable {
        let amount: Int
        let unit: String
    }

    static let upcasters = Upcasters([
        Upcaster("added", from: 2) { (old: Second) in Third(amount: old.amount, unit: "pcs") },
        Upcaster("added", from: 1) { (old: First) in Second(amount: old.n) },
    ])

    static func version(of type: String) -> Int { type == "added" ? 3 : 1 }

    static func type(of fact: TallyRules.Fact) -> String {
        switch fact {
        case .added: "added"
        case .marked: "marked"
        case .reset: "reset"
        }
    }

    static func data(of fact: TallyRules.Fact) throws -> String {
        switch fact {
        case .added(let amount, let unit): try text(Third(amount: amount, unit: unit))
        case .marked(let mark): try text([mark])
        case .reset: "{}"
        }
    }

    static func fact(type: String, data: String) throws -> TallyRules.Fact {
        switch type {
        case "added":
            let value = try JSONDecoder().decode(Third.self, from: Data(data.utf8))
            return .added(value.amount, unit: value.unit)
        case "marked":
            return .marked(try JSONDecoder().decode([String].self, from: Data(data.utf8)).joined())
        case "reset": return .reset
        default: throw UnreadableFact(type: type, version: 1, reason: "unknown")
        }
    }

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}

enum TallySnapshot: SnapshotForm {
    static let version = 2
    static func data(of state: TallyRules.State) throws -> String { try TallyJSON.text(state) }
    static func state(from data: String) throws -> TallyRules.State {
        try JSONDecoder().decode(TallyRules.State.self, from: Data(data.utf8))
    }
}

typealias Tallies = AggregateStore<TallyRules, TallyJSON, TallySnapshot>

extension EventContext {
    static let tally = EventContext(messageID: "m-1", type: "window.ordered", correlationID: "c-1")
}
