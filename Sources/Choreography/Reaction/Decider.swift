/// The Decider pattern: a participant's rules as two pure functions, without clock, randomness or ids.
///
/// A command that changes nothing decides no facts; that is the answer to everything late or repeated.
public protocol Decider {
    /// What the rules know.
    associatedtype State: Sendable, Equatable
    /// What is asked: an event that was heard, with the outside world's answer where one is needed.
    associatedtype Command: Sendable
    /// What has become true.
    associatedtype Fact: Sendable, Equatable

    /// Before anything happened.
    static var initial: State { get }

    /// What becomes true when `command` meets `state`.
    static func decide(_ command: Command, in state: State) -> [Fact]

    /// The state once `fact` is true.
    static func evolve(_ state: State, _ fact: Fact) -> State
}

extension Decider {
    /// The state after `facts`, in their order.
    @inlinable
    public static func fold(_ facts: some Sequence<Fact>, from state: State = initial) -> State {
        facts.reduce(state, evolve)
    }
}
