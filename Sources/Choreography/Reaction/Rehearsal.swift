package import Foundation
package import GRDB
import RabbitMQ

/// A participant's reactions with its real tables, without delivery, inbox and retries; what tests look at.
package struct Rehearsal: Sendable {
    private let participant: any Participant
    private let database: any DatabaseWriter
    private let speaker: Speaker
    private let events: [any Event.Type]

    /// Creates the tables in `database`, an empty one, and seeds them.
    ///
    /// - Throws: ``ScoreMismatch`` when reactions and score differ, a database error from the tables.
    package init(_ participant: any Participant, score: Score, in database: any DatabaseWriter) throws {
        let part = try ScoreMismatch.checkedPart(
            of: participant.name, reactions: participant.reactions, in: score)
        try StoreSchema.migrate(database, for: participant)
        try database.write { try participant.seed($0) }
        self.participant = participant
        self.database = database
        speaker = Speaker(score: score, part: part, sequence: OutboxSequence(after: 0))
        events = part.says
    }

    /// Asks the outside, if the reaction to `event` does that.
    package func prepare(_ event: any Event, _ context: EventContext) async throws -> (any Sendable)? {
        try await reaction(to: .event(context.type))
            .prepare(event, Preparation(context: context, reads: SharedReads(database)))
    }

    /// The transaction; what is thrown rolls it back.
    ///
    /// - Returns: what was said, read back from its JSON.
    package func react(
        to event: any Event, answer: (any Sendable)?, _ context: EventContext, at now: Date
    ) async throws -> [any Event] {
        let reaction = try reaction(to: .event(context.type))
        return try await database.write { db in
            try react(reaction, to: event, answer: answer, context, at: now, in: db)
        }
    }

    /// The timer goes off, whether it was set or not; what is thrown rolls it back.
    ///
    /// - Returns: what was said, read back from its JSON.
    package func passTimer(_ name: String, for key: String, at now: Date) async throws -> [any Event] {
        let reaction = try reaction(to: .timer(name))
        return try await database.write { db in
            let timer = try Timers.due(at: .distantFuture, limit: .max, in: db)
                .first { $0.name == name && $0.key == key }
            try Timers.cancel(name, key: key, in: db)
            let context = EventContext(
                messageID: timer?.cause ?? UUID().uuidString, type: EventType(rawValue: "timer.\(name)"),
                correlationID: key, traceParent: timer?.traceParent)
            return try react(reaction, to: nil, answer: nil, context, at: now, in: db)
        }
    }

    private func react(
        _ reaction: Reaction, to event: (any Event)?, answer: (any Sendable)?, _ context: EventContext,
        at now: Date, in db: Database
    ) throws -> [any Event] {
        let transaction = Transaction(
            db: db, context: context, trigger: reaction.trigger, now: now, speaker: speaker)
        try reaction.react(event, answer, transaction)
        return try transaction.said.compactMap { row in
            let type = events.first { $0.type.rawValue == row.message.routingKey }
            return try type.map { try EventJSON.decode($0, version: $0.version, from: row.message.body) }
        }
    }

    private func reaction(to trigger: Reaction.Trigger) throws -> Reaction {
        guard let reaction = participant.reactions.first(where: { $0.trigger == trigger }) else {
            throw Failure.permanent(.unexpectedType, "\(participant.name) does not hear \(trigger)")
        }
        return reaction
    }
}
