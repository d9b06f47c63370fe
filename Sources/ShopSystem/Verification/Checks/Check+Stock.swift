import Choreography
import GRDB

/// Invariant 4: every unit that ever came in is in one place, and a reservation ends once.
extension Check {
    static let stock: [Check] = [
        Check(
            4,
            sql: """
                SELECT NULL, sku || ': initial ' || initial || ' + received ' || received
                    || ' is not on hand ' || on_hand || ' + reserved ' || reserved || ' + shipped ' || shipped
                FROM inventory.stock WHERE initial + received != on_hand + reserved + shipped
                """),
        Check(
            4,
            sql: """
                SELECT NULL, sku || ' has less than nothing somewhere'
                FROM inventory.stock WHERE min(initial, received, on_hand, reserved, shipped) < 0
                """),
        Check(4) { db in try ReservedUnits.findings(in: db) },
        Check(
            4,
            sql: """
                WITH came(sku, units) AS (SELECT sku, sum(quantity) FROM inventory.goods_received GROUP BY sku)
                SELECT NULL, sku || ': the warehouse received ' || coalesce(units, 0) || ', the books say '
                    || coalesce(received, 0)
                FROM (SELECT sku FROM came UNION SELECT sku FROM inventory.stock)
                    LEFT JOIN came USING (sku) LEFT JOIN inventory.stock USING (sku)
                WHERE coalesce(units, 0) != coalesce(received, 0)
                """),
        Check(4) { db in try GoodsReceived.findings(in: db) },
        Check(
            4,
            sql: """
                SELECT o.order_id,
                    'is ' || o.status || ', and its reservation is ' || coalesce(r.status, 'not there')
                FROM "order".orders o LEFT JOIN inventory.reservations r USING (order_id)
                WHERE CASE o.status
                    WHEN 'confirmed' THEN r.status IS NOT 'reserved'
                    WHEN 'shipped' THEN r.status IS NOT 'shipped'
                    WHEN 'delivered' THEN r.status IS NOT 'shipped'
                    WHEN 'cancelled' THEN coalesce(r.status IN ('reserved', 'shipped'), 1)
                    WHEN 'rejected' THEN r.status IS NOT NULL
                    WHEN 'withdrawn' THEN r.status IS NOT NULL
                    ELSE 0 END
                    AND \(noDeadLetter("o.order_id", at: "order", "inventory"))
                """),
        Check(
            4,
            sql: """
                SELECT e.order_id,
                    e.type || ' was said, and its reservation is ' || coalesce(r.status, 'not there')
                FROM effects e LEFT JOIN inventory.reservations r USING (order_id)
                WHERE CASE e.type
                    WHEN 'inventory.reserved'
                        THEN coalesce(r.status NOT IN ('reserved', 'shipped', 'released'), 1)
                    WHEN 'inventory.rejected' THEN r.status IS NOT 'rejected'
                    WHEN 'inventory.released' THEN r.status IS NOT 'released'
                    ELSE 0 END
                """),
    ]
}

/// What the reservations hold, added up by sku, against what the stock says that they hold.
private enum ReservedUnits {
    private struct Place: Hashable {
        let sku: Substring
        let status: String
    }

    static func findings(in db: Database) throws -> [Check.Finding] {
        var held: [Place: Int] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT order_id, status, lines FROM inventory.reservations
                WHERE status IN ('reserved', 'shipped')
                """)
        var findings: [Check.Finding] = []
        while let row = try rows.next() {
            let (order, status, lines): (String, String, String?) = (row[0], row[1], row[2])
            // One line per sku, as in `2 product_1`.
            for line in (lines ?? "").split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count == 2, let quantity = Int(words[0]) else { continue }
                held[Place(sku: words[1], status: status), default: 0] += quantity
            }
            if lines?.isEmpty ?? true {
                findings.append(.init(order: order, message: "is \(status), and nobody knows what of"))
            }
        }
        for row in try Row.fetchAll(db, sql: "SELECT sku, reserved, shipped FROM inventory.stock") {
            let sku: String = row[0]
            for (status, kept) in [("reserved", row[1] as Int), ("shipped", row[2] as Int)] {
                let sum = held.removeValue(forKey: Place(sku: sku[...], status: status)) ?? 0
                guard sum != kept else { continue }
                findings.append(
                    .init(
                        order: nil,
                        message: "\(sku): the stock says \(kept) \(status), the reservations \(sum)"))
            }
        }
        return findings
            + held.keys.map {
                .init(order: nil, message: "\($0.sku) is \($0.status), and no stock is kept of it")
            }
    }
}

/// What the warehouse has said on the broker, against what was noted of it. More may be noted: the inventory has a door
/// of its own.
private enum GoodsReceived {
    static func findings(in db: Database) throws -> [Check.Finding] {
        let said = try Row.fetchAll(
            db,
            sql: """
                SELECT id, unit, amount FROM said, scope
                WHERE type = 'warehouse.received' AND is_sound = 1 AND has_broker
                    AND NOT EXISTS (SELECT 1 FROM inventory.retries r WHERE r.id = said.id)
                    AND NOT EXISTS (SELECT 1 FROM dead_letters d
                        WHERE d.id = said.id AND d.participant = 'inventory')
                """)
        guard !said.isEmpty else { return [] }
        let notes = try Row.fetchCursor(
            db, sql: "SELECT message_id, sku, quantity FROM inventory.goods_received")
        var noted: [DatabaseValue: (sku: String, quantity: Int)] = [:]
        while let note = try notes.next() {
            noted[MessageKey(note[0]).databaseValue] = (note[1], note[2])
        }
        return said.compactMap { row in
            let (sku, quantity): (String, Int) = (row[1], row[2])
            if let note = noted[row[0]], note == (sku, quantity) { return nil }
            return .init(
                order: nil, message: "\(sku): the warehouse brought \(quantity), and nobody took note of it")
        }
    }
}
