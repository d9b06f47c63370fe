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
        let (fact, recorded) = (try event.fact(as: OrderFactJSON.self), event.recorded)
        let row = OrderRow(
            order: recorded.stream, version: recorded.version, moment: fact.moment,
            at: recorded.recordedAt.milliseconds, view: view)
        guard let known = try row.state() else {
            return try row.insert(OrderRules.evolve(OrderRules.initial, fact), fact.content)
        }
        try row.update(OrderRules.evolve(known, fact))
        if let content = fact.content { try row.fill(content.asked, total: content.total) }
    }
}

/// One order's row, as it is written.
private struct OrderRow {
    let order: String
    let version: Int
    /// What the fact notes, if anything.
    let moment: OrderMoment?
    let at: Int64
    let view: ProjectionView

    /// As much of the state as the rules need to know where the order stands; nil when there is no row.
    func state() throws -> OrderState? {
        try view.first(
            """
            SELECT status, reason, is_paid, is_reserved, is_confirmed, noted
            FROM {order_view} WHERE order_id = ?
            """, order
        ) { row in
            var state = OrderState()
            state.status = OrderStatus(rawValue: row[0]) ?? .unknown
            state.reason = (row[1] as String?).map { Reason($0) }
            state.isPaid = row[2]
            state.isReserved = row[3]
            state.isConfirmed = row[4]
            state.noted = (row[5] as String?).flatMap(Movement.init)
            return state
        }
    }

    /// The first of it, with what was asked for, if that is told: one statement, since each finds its way through all
    /// the indexes.
    func insert(_ state: OrderState, _ content: (asked: OrderContent, total: Money?)?) throws {
        let asked = content?.asked
        try view.run(
            """
            INSERT INTO {order_view} (
                order_id, status, display_status, reason, is_paid, is_reserved, is_confirmed, noted,
                version, created_at, updated_at, placed_at, confirmed_at, shipped_at, delivered_at,
                closed_at, user_id, customer_name, customer_email, lines, item_count, total, currency
            ) VALUES (
                ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
                ?20, ?21, ?22
            )
            """, order, state.status.rawValue, state.displayStatus, state.reason?.text, state.isPaid,
            state.isReserved, state.isConfirmed, state.noted?.rawValue, version, at, time(.placed),
            time(.confirmed), time(.shipped), time(.delivered), time(.closed), asked?.customer.id,
            asked?.customer.name, asked?.customer.email, try Self.lines(of: asked), asked?.itemCount ?? 0,
            content?.total?.amount, asked?.currency)
    }

    /// Where the order stands, and when something of it happened for the first time.
    func update(_ state: OrderState) throws {
        try view.run(
            """
            UPDATE {order_view} SET
                status = ?, display_status = ?, reason = ?, is_paid = ?, is_reserved = ?, is_confirmed = ?,
                noted = ?, version = ?, updated_at = ?, placed_at = coalesce(placed_at, ?),
                confirmed_at = coalesce(confirmed_at, ?), shipped_at = coalesce(shipped_at, ?),
                delivered_at = coalesce(delivered_at, ?), closed_at = coalesce(closed_at, ?)
            WHERE order_id = ?
            """, state.status.rawValue, state.displayStatus, state.reason?.text, state.isPaid,
            state.isReserved, state.isConfirmed, state.noted?.rawValue, version, at, time(.placed),
            time(.confirmed), time(.shipped), time(.delivered), time(.closed), order)
    }

    /// What was asked for, when it is told after the order began.
    func fill(_ asked: OrderContent, total: Money?) throws {
        try view.run(
            """
            UPDATE {order_view} SET
                user_id = ?, customer_name = ?, customer_email = ?, lines = ?, item_count = ?, total = ?,
                currency = ?
            WHERE order_id = ?
            """, asked.customer.id, asked.customer.name, asked.customer.email, try Self.lines(of: asked),
            asked.itemCount, total?.amount, asked.currency, order)
    }

    private func time(_ noted: OrderMoment) -> Int64? { moment == noted ? at : nil }

    private static func lines(of asked: OrderContent?) throws -> String {
        try OrderFactJSON.text(asked?.lines.map(OrderDetails.Line.init) ?? [])
    }
}
