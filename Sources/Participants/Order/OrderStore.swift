import Choreography
import Foundation
import GRDB
import ShopEvents

/// The orders' event streams, and beside them the row of each order that others read.
///
/// The stream is what counts: the row is written in the same transaction and can be made anew from it.
struct OrderStore: Sendable {
    typealias Aggregates = AggregateStore<OrderRules, OrderFactJSON, OrderStateJSON>

    let aggregates = Aggregates()

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

    /// What came with the second migration: the order's longer memory.
    static func createMemory(in db: Database) throws {
        try Snapshots.createTable(in: db)
        try ProjectionLedger.createTables(in: db)
    }

    /// The third migration: who asks by status asks `order_view`, and each event of an order had to keep the index up.
    static func dropIndex(in db: Database) throws {
        try db.execute(sql: "DROP INDEX orders_by_status")
    }

    func load(_ order: OrderID, in db: Database) throws -> Aggregate<OrderState> {
        try aggregates.load(order.text, in: db)
    }

    /// Records `facts` and what they amount to.
    func save(
        _ facts: [OrderFact], of order: OrderID, after loaded: Aggregate<OrderState>,
        causedBy context: EventContext, at now: Date, in db: Database
    ) throws -> OrderState {
        let saved = try aggregates.append(facts, to: loaded, causedBy: context, at: now, in: db)
        try OrderView(order, saved.state, version: saved.version, updatedAt: Timestamp(now)).write(to: db)
        return saved.state
    }
}
