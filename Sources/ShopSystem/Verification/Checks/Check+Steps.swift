import GRDB

/// Invariant 2: one terminal state, reached by legal steps, never left.
extension Check {
    static let steps: [Check] = [
        Check(2) { db in try StepReader.findings(in: db) },
        Check(
            2,
            sql: """
                SELECT order_id, 'is ' || status || ', and no event of its stream tells of it'
                FROM "order".orders o
                WHERE NOT EXISTS (SELECT 1 FROM "order".events e WHERE e.stream = o.order_id)
                """),
        Check(
            2,
            sql: """
                SELECT e.order_id, type || ' was said, and the order is ' || coalesce(o.status, 'unknown')
                FROM effects e LEFT JOIN "order".orders o USING (order_id)
                WHERE CASE type
                    WHEN 'order.placed' THEN coalesce(o.status IN ('rejected', 'withdrawn'), 1)
                    WHEN 'order.rejected' THEN o.status IS NOT 'rejected'
                    WHEN 'order.cancelled' THEN o.status IS NOT 'cancelled'
                    WHEN 'order.confirmed' THEN coalesce(o.status IN ('pending', 'rejected', 'withdrawn'), 1)
                    ELSE 0 END
                """),
        // Only where the history still has the beginning of the story, and so all that followed.
        Check(
            2,
            sql: """
                SELECT o.order_id, 'is ' || o.status || ', and ' || missing || ' was never said'
                FROM (SELECT order_id, status, CASE status WHEN 'cancelled' THEN 'order.cancelled'
                        WHEN 'rejected' THEN 'order.rejected' ELSE 'order.confirmed' END AS missing
                    FROM "order".orders
                    WHERE status IN ('cancelled', 'confirmed', 'shipped', 'delivered', 'rejected')) o
                WHERE EXISTS (SELECT 1 FROM said p WHERE p.order_id = o.order_id
                        AND p.type IN ('order.requested', 'order.placed'))
                    AND NOT EXISTS (SELECT 1 FROM effects s
                        WHERE s.order_id = o.order_id AND s.type = missing)
                """),
    ]
}

/// Goes through the recorded facts of every order, and compares where they lead with the order's row.
private enum StepReader {
    static func findings(in db: Database) throws -> [Check.Finding] {
        var findings: [Check.Finding] = []
        let rowOf = try db.makeStatement(
            sql: #"SELECT status, version FROM "order".orders WHERE order_id = ?"#)
        var (order, story, version) = ("", OrderStory(), 0)
        func finish() throws {
            guard !order.isEmpty else { return }
            let row = try Row.fetchOne(rowOf, arguments: [order])
            let (status, kept): (String?, Int?) = (row?[0], row?[1])
            if let illegal = story.illegalStep {
                findings.append(.init(order: order, message: illegal))
            } else if status != story.status || kept != version {
                let message =
                    "is \(status ?? "without a row") at version \(kept ?? 0), its events make it "
                    + "\(story.status) at version \(version)"
                findings.append(.init(order: order, message: message))
            }
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT stream, version, type, CASE type WHEN 'movement_noted' THEN data ->> 'movement' END
                FROM "order".events ORDER BY stream, version
                """)
        while let row = try rows.next() {
            let stream: String = row[0]
            if stream != order {
                try finish()
                (order, story, version) = (stream, OrderStory(), 0)
            }
            version += 1
            story.take(row[2], movement: row[3])
            if row[1] != version { story.miss(version) }
        }
        try finish()
        return findings
    }
}
