import Foundation
import GRDB
import RabbitMQ

/// Turns what a participant says into outbox rows; knows what the score lets it say.
struct Speaker: Sendable {
    let participant: String
    let choreography: String
    let maySay: [Reaction.Trigger: Set<EventType>]
    let sequence: OutboxSequence

    init(score: Score, part: Score.Part, sequence: OutboxSequence) {
        participant = part.name
        choreography = score.name
        maySay = Dictionary(
            part.steps.map { ($0.trigger, Set($0.says.map { $0.type })) }, uniquingKeysWith: { $0.union($1) })
        self.sequence = sequence
    }

    /// Writes `event` to the outbox.
    func row(
        for event: some Event, in reaction: Reaction.Trigger, causedBy context: EventContext, at now: Date,
        in db: Database
    ) throws -> OutboxRow {
        let type = Swift.type(of: event).type
        guard maySay[reaction]?.contains(type) == true else {
            throw Failure.permanent(
                .scoreViolated, "the score does not let \(participant) say \(type) in answer to \(reaction)")
        }
        do {
            try event.validate()
        } catch {
            throw Failure.permanent(
                .invalidValue, "\(participant) was about to say an invalid \(type): \(error)")
        }
        let number = sequence.next()
        let row = OutboxRow(
            sequence: number,
            message: Envelope.message(
                type: type, version: Swift.type(of: event).version, body: try EventJSON.encode(event),
                id: MessageID.make(at: now), correlationID: event.correlationID ?? context.correlationID,
                causationID: context.messageID, source: choreography, sender: participant,
                exchange: Topology.eventsExchange, sequence: number, traceParent: context.traceParent, at: now
            ))
        try Outbox.insert(row, at: now, in: db)
        return row
    }

    /// Writes the dead letter of `delivery` to the outbox.
    func deadLetter(
        for delivery: Delivery, failure: Failure, attempts: Int, at now: Date, in db: Database
    ) throws -> OutboxRow {
        let row = OutboxRow(
            sequence: sequence.next(),
            message: DeadLetter.message(
                for: delivery, failure: failure, attempts: attempts, participant: participant, at: now))
        #if MUTANTS
            if Mutant.isOn(.deadLetterAckedFirst) { return row }
        #endif
        try Outbox.insert(row, at: now, in: db)
        return row
    }
}

extension Reaction.Trigger: CustomStringConvertible {
    /// The event type, or `timer <name>`.
    public var description: String {
        switch self {
        case .event(let type): type.rawValue
        case .timer(let name): "timer \(name)"
        }
    }
}
