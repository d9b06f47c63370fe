import Foundation
import Synchronization

/// All that is left to chance in a ``Simulation``, drawn from one seed, and a count of what went wrong.
public final class SimulationChance: Sendable {
    private struct State {
        var generator: SeededGenerator
        var faults: SimulationFaults
        var counts: [SimulationFaults.Kind: Int] = [:]
    }

    private let state: Mutex<State>

    init(_ generator: SeededGenerator, faults: SimulationFaults) {
        state = Mutex(State(generator: generator, faults: faults))
    }

    /// Whether this goes wrong now; counted if it does.
    func strikes(_ kind: SimulationFaults.Kind) -> Bool {
        state.withLock { state in
            guard let rate = state.faults.rates[kind], state.generator.happens(rate) else { return false }
            state.counts[kind, default: 0] += 1
            return true
        }
    }

    /// Whether such things go wrong at all.
    func happens(_ kind: SimulationFaults.Kind) -> Bool {
        state.withLock { $0.faults.rates[kind, default: 0] > 0 }
    }

    /// When it goes wrong next, counted from now; nil: never.
    func interval(of kind: SimulationFaults.Kind) -> Duration? {
        state.withLock { state in
            guard let rate = state.faults.rates[kind], rate > 0 else { return nil }
            return .seconds(60 / rate * Double.random(in: 0.1...1.9, using: &state.generator))
        }
    }

    func count(_ kind: SimulationFaults.Kind) { state.withLock { $0.counts[kind, default: 0] += 1 } }

    /// Nothing goes wrong any more.
    func calm() { state.withLock { $0.faults = .none } }

    /// How often each kind of thing went wrong.
    var counts: [SimulationFaults.Kind: Int] { state.withLock(\.counts) }

    /// A duration between the two, all alike.
    public func duration(_ range: ClosedRange<Duration>) -> Duration {
        let (low, high) = (range.lowerBound / .seconds(1), range.upperBound / .seconds(1))
        return state.withLock { .seconds(Double.random(in: low...high, using: &$0.generator)) }
    }

    /// A number in the range.
    public func number(_ range: ClosedRange<Int>) -> Int {
        state.withLock { Int.random(in: range, using: &$0.generator) }
    }

    /// Two numbers, for message ids and the like.
    func pair() -> (UInt64, UInt64) { state.withLock { ($0.generator.next(), $0.generator.next()) } }
}
