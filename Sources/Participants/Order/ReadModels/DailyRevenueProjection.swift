import Choreography
import Foundation
import GRDB
import ShopEvents

/// `daily_revenue`: what was confirmed on each day (UTC), and what of it, or of earlier days', was cancelled.
struct DailyRevenueProjection: Projection {
    static let table = "daily_revenue"

    let name = "daily_revenue"
    let version = 1
    let tables = [
        ProjectionTable(
            table,
            """
            (
                day TEXT NOT NULL, currency TEXT NOT NULL,
                orders INTEGER NOT NULL DEFAULT 0, revenue INTEGER NOT NULL DEFAULT 0,
                cancelled_orders INTEGER NOT NULL DEFAULT 0, cancelled_revenue INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (day, currency)
            ) WITHOUT ROWID
            """)
    ]

    func apply(_ event: ProjectedEvent, to view: ProjectionView) throws {
        switch try event.fact(as: OrderFactJSON.self) {
        case .confirmed(let total):
            try add(total, isCancelled: false, at: event.recorded, in: view)
        case .cancelled:
            guard let confirmed = try event.recorded.earlier("confirmed", in: view.db),
                case .confirmed(let total) = confirmed
            else { return }
            try add(total, isCancelled: true, at: event.recorded, in: view)
        default: break
        }
    }

    /// Sums end at the largest whole number, where SQLite would go on in floating point.
    private func add(
        _ total: Money, isCancelled: Bool, at event: EventStore.RecordedEvent, in view: ProjectionView
    ) throws {
        let amount = max(0, total.amount)
        try view.run(
            """
            INSERT INTO {daily_revenue}
                (day, currency, orders, revenue, cancelled_orders, cancelled_revenue)
            VALUES (date(? / 1000, 'unixepoch'), ?, ?, ?, ?, ?)
            ON CONFLICT (day, currency) DO UPDATE SET
                orders = orders + excluded.orders,
                revenue = min(revenue, 9223372036854775807 - excluded.revenue) + excluded.revenue,
                cancelled_orders = cancelled_orders + excluded.cancelled_orders,
                cancelled_revenue = min(cancelled_revenue, 9223372036854775807 - excluded.cancelled_revenue)
                    + excluded.cancelled_revenue
            """, event.recordedAt.milliseconds, total.currency.code, isCancelled ? 0 : 1,
            isCancelled ? 0 : amount, isCancelled ? 1 : 0, isCancelled ? amount : 0)
    }
}
