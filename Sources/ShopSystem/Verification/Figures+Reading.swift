import Choreography
import GRDB
import ShopEvents

extension Figures {
    /// Counts what is in the books.
    init(reading db: Database) throws {
        let scope = try Row.fetchOne(db, sql: "SELECT has_broker, has_mails FROM scope")
        let (hasBroker, hasMails): (Bool, Bool) = (scope?[0] ?? false, scope?[1] ?? false)
        func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
        func ofBroker(_ sql: String) throws -> Int? { hasBroker ? try number(sql) : nil }
        let orders = try Self.counts("SELECT status, count(*) FROM \"order\".orders GROUP BY 1", db)
        self.orders = orders
        requested = try ofBroker("SELECT count(*) FROM said WHERE type = 'order.requested'")
        rejected = orders["rejected"] ?? 0
        accepted = orders.filter { $0.key != "rejected" && $0.key != "withdrawn" }.values.reduce(0, +)
        lost = try ofBroker(Check.lost)
        duplicated = try ofBroker(Check.duplicated)
        confirmedTotals = try Self.sums(
            "total", "\"order\".orders WHERE status IN ('confirmed', 'shipped', 'delivered')", db)
        charges = try Self.sums("amount", "payment.payments WHERE status IN ('charged', 'refunded')", db)
        refunds = try Self.sums("amount", "payment.payments WHERE status = 'refunded'", db)
        stock = try Self.stock(db)
        reservations = try Self.counts("SELECT status, count(*) FROM inventory.reservations GROUP BY 1", db)
        shipments = try Self.counts("SELECT status, count(*) FROM shipping.shipments GROUP BY 1", db)
        mails = try Self.counts("SELECT kind, count(*) FROM email.mails WHERE status = 'sent' GROUP BY 1", db)
        mailFiles = hasMails ? try number("SELECT count(*) FROM mail_files") : nil
        deadLetters = hasBroker ? try Self.deadLetters(db) : nil
        events = hasBroker ? try Self.counts("SELECT type, count(*) FROM said GROUP BY 1", db) : nil
        repeated = try ofBroker("SELECT coalesce(sum(copies - 1), 0) FROM said")
        backlog = try Self.backlog(db)
    }

    private static func counts(_ sql: String, _ db: Database) throws -> [String: Int] {
        try Row.fetchAll(db, sql: sql).reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }

    private static func sums(_ column: String, _ rows: String, _ db: Database) throws -> [Sum] {
        // Added up here: SQLite's sum fails where a sum does not fit, and a figure must not.
        var sums: [String: (Int, Int64)] = [:]
        let cursor = try Row.fetchCursor(db, sql: "SELECT currency, \(column) FROM \(rows)")
        while let row = try cursor.next() {
            guard let currency = row[0] as String?, let amount = row[1] as Int64? else { continue }
            let (count, sum) = sums[currency] ?? (0, 0)
            let (total, overflow) = sum.addingReportingOverflow(amount)
            sums[currency] = (count + 1, overflow ? .max : total)
        }
        return sums.sorted { $0.key < $1.key }.map {
            Sum(currency: $0.key, count: $0.value.0, amount: $0.value.1)
        }
    }

    private static func stock(_ db: Database) throws -> [Stock] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT sku, initial, received, on_hand, reserved, shipped FROM inventory.stock ORDER BY sku
                """
        ).map {
            Stock(sku: $0[0], initial: $0[1], received: $0[2], onHand: $0[3], reserved: $0[4], shipped: $0[5])
        }
    }

    private static func deadLetters(_ db: Database) throws -> [DeadLetters] {
        try Row.fetchAll(
            db, sql: "SELECT participant, reason, count(*) FROM dead_letters GROUP BY 1, 2 ORDER BY 1, 2"
        ).map { DeadLetters(participant: $0[0], reason: $0[1], count: $0[2]) }
    }

    private static func backlog(_ db: Database) throws -> [Backlog] {
        try Score.shop.parts.map(\.name).map { name in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT depth FROM queues WHERE participant = '\(name)'),
                        (SELECT count(*) FROM "\(name)".outbox WHERE parked IS NULL),
                        (SELECT count(*) FROM "\(name)".outbox WHERE parked IS NOT NULL),
                        (SELECT count(*) FROM "\(name)".retries)
                    """)
            return Backlog(
                participant: name, queue: row?[0], outbox: row?[1] ?? 0, parked: row?[2] ?? 0,
                retries: row?[3] ?? 0)
        }
    }
}
