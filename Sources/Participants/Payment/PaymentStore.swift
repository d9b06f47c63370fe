import Choreography
import Foundation
import GRDB
import ShopEvents

/// One row per order, for ever: its primary key is what makes a second charge impossible, however long after
/// the inbox has forgotten the first.
enum PaymentStore {
    static func createTables(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE payments (
                    order_id TEXT NOT NULL PRIMARY KEY,
                    -- Not IN: SQLite would build a table of the list for each row that is written.
                    status TEXT NOT NULL CHECK (
                        status = 'charged' OR status = 'failed' OR status = 'refunded' OR status = 'voided'),
                    amount INTEGER,
                    currency TEXT,
                    charge_id TEXT,
                    refund_id TEXT,
                    reason TEXT,
                    updated_at INTEGER NOT NULL,
                    CHECK ((status IN ('charged', 'refunded'))
                        = (amount IS NOT NULL AND currency IS NOT NULL AND charge_id IS NOT NULL)),
                    CHECK ((status = 'refunded') = (refund_id IS NOT NULL))
                ) WITHOUT ROWID
                """)
    }

    static func load(_ order: OrderID, in db: Database) throws -> PaymentState {
        try db.first(
            "SELECT status, amount, currency, charge_id, refund_id, reason FROM payments WHERE order_id = ?",
            order.text, read: state) ?? .untouched
    }

    private static func state(_ row: SQLRow) throws -> PaymentState {
        let reason = (row[5] as String?).map { Reason($0) } ?? .notGiven
        switch row[0] as String {
        case "charged": return .charged(try charge(row))
        case "refunded": return .refunded(try charge(row), refundID: row[4], reason)
        case "failed": return .failed(reason)
        default: return .voided(reason)
        }
    }

    static func save(_ fact: PaymentFact, of order: OrderID, at now: Date, in db: Database) throws {
        #if MUTANTS
            if case .voided = fact, ShopMutant.isOn(.paymentWithoutTombstone) { return }
        #endif
        let moment = Timestamp(now).milliseconds
        switch fact {
        case .charged(let charge):
            try db.run(
                """
                INSERT INTO payments (order_id, status, amount, currency, charge_id, updated_at)
                VALUES (?, 'charged', ?, ?, ?, ?)
                """, order.text, charge.money.amount, charge.money.currency.code, charge.id, moment)
        case .failed(let reason): try close("failed", reason, order, moment, in: db)
        case .voided(let reason): try close("voided", reason, order, moment, in: db)
        case .refunded(_, let refundID, let reason):
            try db.run(
                """
                UPDATE payments SET status = 'refunded', refund_id = ?, reason = ?, updated_at = ?
                WHERE order_id = ? AND status = 'charged'
                """, refundID, reason.text, moment, order.text)
        }
    }

    private static func close(
        _ status: String, _ reason: Reason, _ order: OrderID, _ moment: Int64, in db: Database
    ) throws {
        try db.run(
            "INSERT INTO payments (order_id, status, reason, updated_at) VALUES (?, ?, ?, ?)", order.text,
            status, reason.text, moment)
    }

    private static func charge(_ row: SQLRow) throws -> Charge {
        guard let currency = Currency(row[2]) else {
            throw Failure.permanent(.reactionFailed, "a stored payment has an unknown currency")
        }
        return Charge(id: row[3], money: Money(amount: row[1], currency: currency))
    }
}
