import Choreography
import Foundation
import GRDB
import ShopEvents

/// The orders' event streams, and beside them the row of each order that others read.
///
/// The stream is what counts: the row is written in the same transaction and can be made anew from it.
struct OrderStore: Sendable {
    let events = EventStore()

    /// An order and how many facts it is made of.
    struct Loaded {
        let state: OrderState
        let version: Int
    }

    static func createTables(in db: Database) throws {
        try EventStore.createTables(in: db)
        try db.execute(
            sql: """
                CREATE TABLE orders (
                    order_id TEXT NOT NULL PRIMARY KEY,
                    status TEXT NOT NULL,
                    total INTEGER,
                    currency TEXT,
                    reason TEXT,
                    version INTEGER NOT NULL,
                    deadline INTEGER,
                    updated_at INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE INDEX orders_by_status ON orders (status);
                """)
    }

    func load(_ order: OrderID, in db: Database) throws -> Loaded {
        let recorded = try events.read(order.text, in: db)
        let facts = try recorded.map {
            try OrderFactJSON.fact(type: $0.event.type, version: $0.event.typeVersion, data: $0.event.data)
        }
        return Loaded(state: OrderRules.fold(facts), version: recorded.last?.version ?? 0)
    }

    /// Records `facts` and what they amount to.
    func save(
        _ facts: [OrderFact], of order: OrderID, amountingTo state: OrderState, after version: Int,
        causedBy context: EventContext, at now: Date, in db: Database
    ) throws {
        let metadata = try Self.metadata(context)
        let new = try facts.enumerated().map { offset, fact in
            EventStore.NewEvent(
                id: "\(context.messageID)/\(version + offset + 1)", type: OrderFactJSON.type(of: fact),
                typeVersion: OrderFactJSON.version, data: try OrderFactJSON.data(of: fact), metadata: metadata
            )
        }
        let reached = try events.append(new, to: order.text, expectedVersion: version, at: now, in: db)
        try OrderView(order, state, version: reached, updatedAt: Timestamp(now)).write(to: db)
    }

    private static func metadata(_ context: EventContext) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let values = [
            "causation_id": context.messageID, "causation_type": context.type.rawValue,
            "correlation_id": context.correlationID,
        ]
        return String(decoding: try encoder.encode(values), as: UTF8.self)
    }
}
