import Choreography
import Foundation
import GRDB
import ShopEvents

/// `customer_history`: what each customer has ordered, per currency. Amounts stop at the largest that can be
/// counted.
struct CustomerHistoryProjection: Projection {
    static let table = "customer_history"

    let name = "customer_history"
    let version = 1
    let tables = [
        ProjectionTable(
            table,
            """
            (
                user_id TEXT NOT NULL, currency TEXT NOT NULL,
                orders INTEGER NOT NULL, total INTEGER NOT NULL,
                cancelled_orders INTEGER NOT NULL DEFAULT 0, cancelled_total INTEGER NOT NULL DEFAULT 0,
                last_order_id TEXT NOT NULL, last_order_at INTEGER NOT NULL,
                PRIMARY KEY (user_id, currency)
            ) WITHOUT ROWID
            """)
    ]

    func apply(_ event: ProjectedEvent, to view: ProjectionView) throws {
        let recorded = event.recorded
        switch try event.fact(as: OrderFactJSON.self) {
        case .placed(let content, let total, _):
            // Sums end at the largest whole number, where SQLite would go on in floating point.
            try view.run(
                """
                INSERT INTO {customer_history}
                    (user_id, currency, orders, total, last_order_id, last_order_at)
                VALUES (?, ?, 1, ?, ?, ?)
                ON CONFLICT (user_id, currency) DO UPDATE SET
                    orders = orders + 1,
                    total = min(total, 9223372036854775807 - excluded.total) + excluded.total,
                    last_order_id = excluded.last_order_id, last_order_at = excluded.last_order_at
                """, content.customer.id, total.currency.code, max(0, total.amount), recorded.stream,
                recorded.recordedAt.milliseconds)
        case .cancelled:
            guard let placed = try recorded.earlier("placed", in: view.db),
                case .placed(let content, let total, _) = placed
            else { return }
            try view.run(
                """
                UPDATE {customer_history} SET cancelled_orders = cancelled_orders + 1,
                    cancelled_total = min(cancelled_total, 9223372036854775807 - ?1) + ?1
                WHERE user_id = ?2 AND currency = ?3
                """, max(0, total.amount), content.customer.id, total.currency.code)
        default: break
        }
    }
}
