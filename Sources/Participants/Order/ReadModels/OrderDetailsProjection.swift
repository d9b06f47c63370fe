import Choreography
import Foundation
import GRDB
import ShopEvents

/// `order_view`: all there is to know about each order, in one row.
struct OrderDetailsProjection: Projection {
    static let table = "order_view"

    let name = "order_view"
    let version = 1
    let tables = [
        ProjectionTable(
            table,
            """
            (
                order_id TEXT NOT NULL PRIMARY KEY,
                user_id TEXT, customer_name TEXT, customer_email TEXT,
                lines TEXT NOT NULL DEFAULT '[]', item_count INTEGER NOT NULL DEFAULT 0,
                total INTEGER, currency TEXT,
                status TEXT NOT NULL, display_status TEXT NOT NULL, reason TEXT,
                is_paid INTEGER NOT NULL, is_reserved INTEGER NOT NULL, is_confirmed INTEGER NOT NULL,
                noted TEXT, version INTEGER NOT NULL,
                created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, placed_at INTEGER,
                confirmed_at INTEGER, shipped_at INTEGER, delivered_at INTEGER, closed_at INTEGER
            ) WITHOUT ROWID
            """, indexes: ["user_id, created_at", "status, created_at", "created_at"])
    ]

    func apply(_ event: ProjectedEvent, to view: ProjectionView) throws {
        let fact = try event.fact(as: OrderFactJSON.self)
        let row = OrderRow(
            table: try view.table(Self.table), order: event.recorded.stream,
            at: event.recorded.recordedAt.milliseconds, db: view.db)
        try row.write(OrderRules.evolve(row.state(), fact), version: event.recorded.version)
        if let (content, total) = fact.content { try row.write(content, total: total) }
        if let moment = fact.moment { try row.note(moment) }
    }
}

/// One order's row, as it is written.
private struct OrderRow {
    let table: String
    let order: String
    let at: Int64
    let db: Database

    /// As much of the state as the rules need to know where the order stands.
    func state() throws -> OrderState {
        let statement = try db.cachedStatement(
            sql: """
                SELECT status, reason, is_paid, is_reserved, is_confirmed, noted
                FROM \(table) WHERE order_id = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [order]) else { return OrderRules.initial }
        var state = OrderState()
        state.status = OrderStatus(rawValue: row[0]) ?? .unknown
        state.reason = (row[1] as String?).map { Reason($0) }
        state.isPaid = row[2]
        state.isReserved = row[3]
        state.isConfirmed = row[4]
        state.noted = (row[5] as String?).flatMap(Movement.init)
        return state
    }

    func write(_ state: OrderState, version: Int) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO \(table) (
                    order_id, status, display_status, reason, is_paid, is_reserved, is_confirmed, noted,
                    version, created_at, updated_at
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (order_id) DO UPDATE SET
                    status = excluded.status, display_status = excluded.display_status,
                    reason = excluded.reason, is_paid = excluded.is_paid,
                    is_reserved = excluded.is_reserved, is_confirmed = excluded.is_confirmed,
                    noted = excluded.noted, version = excluded.version, updated_at = excluded.updated_at
                """
        ).execute(arguments: [
            order, state.status.rawValue, state.displayStatus, state.reason?.text, state.isPaid,
            state.isReserved, state.isConfirmed, state.noted?.rawValue, version, at, at,
        ])
    }

    func write(_ content: OrderContent, total: Money?) throws {
        let lines = content.lines.map(OrderDetails.Line.init)
        try db.cachedStatement(
            sql: """
                UPDATE \(table) SET user_id = ?, customer_name = ?, customer_email = ?, lines = ?,
                    item_count = ?, total = ?, currency = ? WHERE order_id = ?
                """
        ).execute(arguments: [
            content.customer.id, content.customer.name, content.customer.email, try OrderFactJSON.text(lines),
            content.itemCount, total?.amount, content.currency, order,
        ])
    }

    /// Notes when it happened for the first time.
    func note(_ moment: OrderMoment) throws {
        let column = moment.rawValue
        try db.cachedStatement(
            sql: "UPDATE \(table) SET \(column) = coalesce(\(column), ?) WHERE order_id = ?"
        ).execute(arguments: [at, order])
    }
}
