import Foundation
import GRDB
import Payment
import ShopEvents

@testable import Choreography

/// The payment participant alone with its own SQLite database (in memory): hears events one by one, as the
/// runtime would let it, without broker and inbox.
struct Stage: Sendable {
    let participant: PaymentParticipant
    let database: DatabaseQueue
    let speaker: Speaker

    init(_ gateway: some PaymentGateway) throws {
        participant = PaymentParticipant(gateway: gateway)
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Schema.migrate(&migrator)
        participant.migrate(&migrator)
        try migrator.migrate(database)
        let part = Score.shop.part(of: participant.name) ?? Score.Part(participant.name, [])
        speaker = Speaker(score: .shop, part: part, sequence: OutboxSequence(after: 0))
    }

    /// Prepares and reacts.
    ///
    /// - Parameter crashing: whether the process ends between the two.
    /// - Returns: the types of what was said.
    @discardableResult
    func hear(_ event: any OrderEvent, crashing: Bool = false) async throws -> [EventType] {
        let type = Swift.type(of: event).type
        guard let reaction = participant.reactions.first(where: { $0.trigger == .event(type) }) else {
            throw Failure.permanent(.unexpectedType, "\(participant.name) does not hear \(type)")
        }
        let context = EventContext(
            messageID: UUID().uuidString, type: type, correlationID: event.orderID.text)
        let answer = try await reaction.prepare(event, Preparation(context: context, store: database))
        if crashing { return [] }
        return try await database.write { db in
            let transaction = Transaction(
                db: db, context: context, trigger: reaction.trigger, now: Date(timeIntervalSince1970: 0),
                speaker: speaker)
            try reaction.react(event, answer, transaction)
            let said = try String.fetchAll(db, sql: "SELECT routing_key FROM outbox ORDER BY sequence")
            try db.execute(sql: "DELETE FROM outbox")
            return said.map { EventType(rawValue: $0) }
        }
    }

    /// The rows of `payments`, each with its values joined by blanks; NULL is `-`.
    func rows() async throws -> [String] {
        try await database.read { db in
            let sql = "SELECT status, amount, currency, charge_id, refund_id, reason FROM payments"
            return try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? "-" : ($0.storage.value.map { "\($0)" } ?? "-") }
                    .joined(separator: " ")
            }
        }
    }
}
