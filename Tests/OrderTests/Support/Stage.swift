import Foundation
import GRDB
import Order
import ShopEvents

@testable import Choreography

/// The order participant alone with its own SQLite database (in memory): hears events one by one, as the
/// runtime would let it, without broker and inbox.
struct Stage: Sendable {
    let participant: OrderParticipant
    let database: DatabaseQueue
    let speaker: Speaker

    init(_ participant: OrderParticipant = OrderParticipant()) throws {
        self.participant = participant
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Schema.migrate(&migrator)
        participant.migrate(&migrator)
        try migrator.migrate(database)
        let part = Score.shop.part(of: participant.name) ?? Score.Part(participant.name, [])
        speaker = Speaker(score: .shop, part: part, sequence: OutboxSequence(after: 0))
    }

    static let now = Date(timeIntervalSince1970: 1_767_323_045)

    /// - Returns: the types of what was said.
    @discardableResult
    func hear(_ event: any ShopEvent, messageID: String = UUID().uuidString) async throws -> [EventType] {
        let type = Swift.type(of: event).type
        return try await set(
            off: .event(type), with: event,
            EventContext(
                messageID: messageID, type: type, correlationID: event.correlationID ?? messageID))
    }

    /// The deadline of the example order passes.
    func pass() async throws -> [EventType] {
        try await set(
            off: .timer("deadline"), with: nil,
            EventContext(messageID: "t", type: "timer.deadline", correlationID: OrderID.example.text))
    }

    private func set(
        off trigger: Reaction.Trigger, with event: (any ShopEvent)?, _ context: EventContext
    ) async throws -> [EventType] {
        guard let reaction = participant.reactions.first(where: { $0.trigger == trigger }) else {
            throw Failure.permanent(.unexpectedType, "\(participant.name) does not hear \(trigger)")
        }
        return try await database.write { db in
            let transaction = Transaction(
                db: db, context: context, trigger: trigger, now: Self.now, speaker: speaker)
            try reaction.react(event, nil, transaction)
            let said = try String.fetchAll(db, sql: "SELECT routing_key FROM outbox ORDER BY sequence")
            try db.execute(sql: "DELETE FROM outbox")
            return said.map { EventType(rawValue: $0) }
        }
    }

    func view(_ order: OrderID = .example) async throws -> OrderView? {
        try await database.read { try OrderView.fetch(order, in: $0) }
    }

    /// The first column of a query.
    func column<Value: DatabaseValueConvertible & Sendable>(_ sql: String) async throws -> [Value] {
        try await database.read { try Value.fetchAll($0, sql: sql) }
    }
}
