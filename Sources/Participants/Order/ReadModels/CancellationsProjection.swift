import Choreography
import Foundation
import GRDB
import ShopEvents

/// `cancellations_by_reason`: how many orders ended as cancelled, and why.
struct CancellationsProjection: Projection {
    static let table = "cancellations_by_reason"

    let name = "cancellations_by_reason"
    let version = 1
    let tables = [
        ProjectionTable(
            table,
            """
            (
                reason TEXT NOT NULL PRIMARY KEY, orders INTEGER NOT NULL,
                first_at INTEGER NOT NULL, last_at INTEGER NOT NULL
            ) WITHOUT ROWID
            """)
    ]

    func apply(_ event: ProjectedEvent, to view: ProjectionView) throws {
        guard case .cancelled(let reason) = try event.fact(as: OrderFactJSON.self) else { return }
        let at = event.recorded.recordedAt.milliseconds
        try view.run(
            """
            INSERT INTO {cancellations_by_reason} (reason, orders, first_at, last_at) VALUES (?, 1, ?, ?)
            ON CONFLICT (reason) DO UPDATE SET orders = orders + 1, last_at = excluded.last_at
            """, reason.text, at, at)
    }
}
