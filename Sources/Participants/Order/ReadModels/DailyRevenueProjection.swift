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
            try add(total, to: ("orders", "revenue"), at: event.recorded, in: view)
        case .cancelled:
            guard let confirmed = try event.recorded.earlier("confirmed", in: view.db),
                case .confirmed(let total) = confirmed
            else { return }
            try add(total, to: ("cancelled_orders", "cancelled_revenue"), at: event.recorded, in: view)
        default: break
        }
    }

    private func add(
        _ total: Money, to columns: (count: String, sum: String), at event: EventStore.RecordedEvent,
        in view: ProjectionView
    ) throws {
        try view.db.cachedStatement(
            sql: """
                INSERT INTO \(try view.table(Self.table)) (day, currency, \(columns.count), \(columns.sum))
                VALUES (date(? / 1000, 'unixepoch'), ?, 1, ?)
                ON CONFLICT (day, currency) DO UPDATE SET \(columns.count) = \(columns.count) + 1,
                    \(Saturating.add(columns.sum, "excluded.\(columns.sum)"))
                """
        ).execute(arguments: [event.recordedAt.milliseconds, total.currency.code, max(0, total.amount)])
    }
}
