import Choreography
import Foundation
import GRDB
import Order
import RabbitMQ
import ShopEvents

/// What the broker holds, entered into the books.
extension Books {
    /// Says that the broker is asked, and which of its events are too old to be in an inbox still.
    func expectBroker(cutoff: Date?) async throws {
        let cutoff = cutoff?.milliseconds ?? .min
        try await enter { db in
            try db.execute(sql: "UPDATE scope SET has_broker = 1, cutoff = ?", arguments: [cutoff])
        }
    }

    /// The next events of the history, in its order.
    func enter(_ events: [HistoryEvent]) async throws {
        let notes = events.map(HistoryNote.init)
        try await enter { db in
            let last = try Row.fetchOne(db, sql: "SELECT seq, at FROM said ORDER BY seq DESC LIMIT 1")
            // Who does not tell the time spoke after whoever was heard before.
            var at: Int64 = last?["at"] ?? .min
            for note in notes {
                at = note.time ?? at
                try note.write(at: at, in: db)
            }
        }
    }

    /// What lies in the dead-letter queues.
    func enter(_ letters: [DeadLetterEntry]) async throws {
        try await enter { db in
            let insert = try db.cachedStatement(sql: "INSERT INTO dead_letters VALUES (?, ?, ?, ?, ?)")
            for letter in letters {
                try insert.execute(arguments: [
                    letter.participant, letter.messageID.map(MessageKey.init), letter.type,
                    letter.orderID, letter.exceptionType,
                ])
            }
        }
    }

    /// How many messages are in each participant's queue, or in its hands.
    func enter(depths: [String: Int]) async throws {
        try await enter { db in
            for (participant, depth) in depths {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO queues VALUES (?, ?)", arguments: [participant, depth])
            }
        }
    }
}

/// What the books note of an event.
private struct HistoryNote: Sendable {
    let event: HistoryEvent
    let order: String?
    let isSound: Bool
    let amount: Int64?
    let unit: String?

    var time: Int64? { event.time?.milliseconds }

    init(_ event: HistoryEvent) {
        self.event = event
        var (order, isSound) = (event.orderID, false)
        var sum: (Int64, String)?
        switch event.type {
        case "order.requested":
            if let id = event.messageID, let request = Self.read(OrderRequested.self, event) {
                // The storefront may leave the id to the order participant.
                order = OrderNaming.orderID(asked: request.orderID, messageID: id)?.text
                isSound = true
            }
        case "warehouse.received":
            if let stock = Self.read(WarehouseReceived.self, event) {
                sum = (Int64(stock.quantity), stock.sku.text)
                isSound = true
            }
        case "payment.processed":
            sum = Self.read(PaymentProcessed.self, event).map { ($0.amount, $0.currency.code) }
        case "payment.refunded":
            sum = Self.read(PaymentRefunded.self, event).map { ($0.amount, $0.currency.code) }
        default: break
        }
        (self.order, self.isSound, amount, unit) = (order, isSound, sum?.0, sum?.1)
    }

    private static func read<E: Event>(_ type: E.Type, _ event: HistoryEvent) -> E? {
        try? EventJSON.decode(type, version: E.version, from: event.body)
    }

    func write(at: Int64, in db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO said (id, type, sender, order_id, cause, at, hash, is_sound, amount, unit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, type) DO UPDATE SET copies = copies + 1
                """
        ).execute(arguments: [
            event.messageID.map(MessageKey.init), event.type, event.sender, order,
            event.causationID.map(MessageKey.init), at, contentHash(event.body), isSound, amount, unit,
        ])
    }
}
