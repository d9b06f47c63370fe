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
            order: event.recorded.stream, at: event.recorded.recordedAt.milliseconds, view: view)
        let state = OrderRules.evolve(try row.state(), fact)
        try row.write(state, noting: fact.moment, fact.content, version: event.recorded.version)
    }
}

/// One order's row, as it is written.
private struct OrderRow {
    let order: String
    let at: Int64
    let view: ProjectionView

    /// As much of the state as the rules need to know where the order stands.
    func state() throws -> OrderState {
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
        } ?? OrderRules.initial
    }

    /// Writes where the order stands, when something of it happened for the first time, and what was asked for, if
    /// that is told: one statement, since each finds its way through all the indexes.
    func write(
        _ state: OrderState, noting moment: OrderMoment?, _ content: (OrderContent, total: Money?)?,
        version: Int
    ) throws {
        func time(_ noted: OrderMoment) -> Int64? { moment == noted ? at : nil }
        guard let (content, total) = content else {
            try view.run(
                """
                INSERT INTO {order_view} (
                    order_id, status, display_status, reason, is_paid, is_reserved, is_confirmed, noted,
                    version, created_at, updated_at, placed_at, confirmed_at, shipped_at, delivered_at,
                    closed_at
                ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15)
                ON CONFLICT (order_id) DO UPDATE SET
                    status = excluded.status, display_status = excluded.display_status,
                    reason = excluded.reason, is_paid = excluded.is_paid,
                    is_reserved = excluded.is_reserved, is_confirmed = excluded.is_confirmed,
                    noted = excluded.noted, version = excluded.version, updated_at = excluded.updated_at,
                    placed_at = coalesce(placed_at, excluded.placed_at),
                    confirmed_at = coalesce(confirmed_at, excluded.confirmed_at),
                    shipped_at = coalesce(shipped_at, excluded.shipped_at),
                    delivered_at = coalesce(delivered_at, excluded.delivered_at),
                    closed_at = coalesce(closed_at, excluded.closed_at)
                """, order, state.status.rawValue, state.displayStatus, state.reason?.text, state.isPaid,
                state.isReserved, state.isConfirmed, state.noted?.rawValue, version, at, time(.placed),
                time(.confirmed), time(.shipped), time(.delivered), time(.closed))
            return
        }
        // What is told with the content is that the order was placed, or that it ended there.
        try view.run(
            """
            INSERT INTO {order_view} (
                order_id, status, display_status, reason, is_paid, is_reserved, is_confirmed, noted,
                version, created_at, updated_at, placed_at, closed_at, user_id, customer_name,
                customer_email, lines, item_count, total, currency
            ) VALUES (
                ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19
            )
            ON CONFLICT (order_id) DO UPDATE SET
                status = excluded.status, display_status = excluded.display_status,
                reason = excluded.reason, is_paid = excluded.is_paid,
                is_reserved = excluded.is_reserved, is_confirmed = excluded.is_confirmed,
                noted = excluded.noted, version = excluded.version, updated_at = excluded.updated_at,
                placed_at = coalesce(placed_at, excluded.placed_at),
                closed_at = coalesce(closed_at, excluded.closed_at),
                user_id = excluded.user_id, customer_name = excluded.customer_name,
                customer_email = excluded.customer_email, lines = excluded.lines,
                item_count = excluded.item_count, total = excluded.total, currency = excluded.currency
            """, order, state.status.rawValue, state.displayStatus, state.reason?.text, state.isPaid,
            state.isReserved, state.isConfirmed, state.noted?.rawValue, version, at, time(.placed),
            time(.closed), content.customer.id, content.customer.name, content.customer.email,
            try OrderFactJSON.text(content.lines.map(OrderDetails.Line.init)), content.itemCount,
            total?.amount, content.currency)
    }
}
