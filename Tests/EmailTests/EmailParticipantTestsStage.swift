import Foundation
import GRDB
import ShopEvents

@testable import Choreography

/// One participant alone with its own SQLite database (in memory): hears events one by one, as the runtime
/// would let it, without broker and inbox.
struct Stage: Sendable {
    let participant: any Participant
    let database: DatabaseQueue
    let speaker: Speaker

    init(_ participant: any Participant) throws {
        self.participant = participant
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Schema.migrate(&migrator)
        participant.migrate(&migrator)
        try migrator.migrate(database)
        try database.write { try participant.seed($0) }
        let part = Score.shop.part(of: participant.name) ?? Score.Part(participant.name, [])
        speaker = Speaker(score: .shop, part: part, sequence: OutboxSequence(after: 0))
    }

    /// Prepares and reacts; a failure rolls back.
    ///
    /// - Returns: the types of what was said.
    @discardableResult
    func hear<E: ShopEvent>(
        _ event: E, messageID: String = UUID().uuidString, at now: Date = Date(timeIntervalSince1970: 0)
    ) async throws -> [EventType] {
        let reaction = try reaction(to: E.type)
        let context = EventContext(
            messageID: messageID, type: E.type, correlationID: event.correlationID ?? messageID)
        let answer = try await reaction.prepare(event, Preparation(context: context, store: database))
        return try await database.write { db in
            let transaction = Transaction(
                db: db, context: context, trigger: reaction.trigger, now: now, speaker: speaker)
            try reaction.react(event, answer, transaction)
            guard let first = transaction.said.first?.sequence else { return [] }
            return try String.fetchAll(
                db, sql: "SELECT routing_key FROM outbox WHERE sequence >= ? ORDER BY sequence",
                arguments: [first]
            ).map(EventType.init(rawValue:))
        }
    }

    /// The rows of a query, each with its values joined by blanks; NULL is `-`.
    func rows(_ query: SQLRequest<Row>) async throws -> [String] {
        try await database.read { db in
            try query.fetchAll(db).map { row in
                row.databaseValues.map {
                    String.fromDatabaseValue($0) ?? Int64.fromDatabaseValue($0)?.description ?? "-"
                }
                .joined(separator: " ")
            }
        }
    }

    private func reaction(to type: EventType) throws -> Reaction {
        guard let reaction = participant.reactions.first(where: { $0.trigger == .event(type) }) else {
            throw Failure.permanent(.unexpectedType, "\(participant.name) does not hear \(type)")
        }
        return reaction
    }
}
