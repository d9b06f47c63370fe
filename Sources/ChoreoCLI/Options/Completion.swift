import ArgumentParser
import Choreography
import ShopEvents
import ShopSystem

/// What a shell offers for an argument; all of it stands in the completion script, so that nothing is run for it.
extension CompletionKind {
    /// The names of the participants.
    static var participants: CompletionKind { .list(RunningSystem.workers) }

    /// The participants whose dead letters can be asked for, by either name.
    static var deadLetterQueues: CompletionKind {
        .list(RunningSystem.workers + RunningSystem.workers.map(Topology.deadLetterQueue(of:)))
    }

    /// Every type of event in the score.
    static var eventTypes: CompletionKind { .list(Score.shop.events.map { $0.type.rawValue }) }

    /// Every broker user of the score.
    static var brokerUsers: CompletionKind { .list(RunningSystem.users) }
}
