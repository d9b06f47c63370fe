import Choreography
import Foundation
import GRDB
import ShopEvents

/// Addressees as rows. `lines` is one line of text per order line: `2 1250 product_1`.
extension EmailStore {
    static func addressee(of order: OrderID, in db: Database) throws -> Addressee? {
        try db.first(
            "SELECT name, email, total, currency, lines FROM addressees WHERE order_id = ?", order.text
        ) { row in
            Addressee(name: row[0], email: row[1], receipt: try receipt(row))
        }
    }

    static func insert(_ addressee: Addressee, of order: OrderID, at now: Date, in db: Database) throws {
        let receipt = addressee.receipt
        try db.run(
            """
            INSERT INTO addressees (order_id, kept_at, name, email, total, currency, lines)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, order.text, Int(now.timeIntervalSince1970), addressee.name, addressee.email,
            receipt?.total.amount, receipt?.total.currency.code, receipt.map { text($0.lines) })
    }

    /// Forgets whom we wrote to before `limit`. What was sent stays on record; later news are kept unsent.
    static func forgetAddressees(keptBefore limit: Date, in db: Database) throws {
        try db.run("DELETE FROM addressees WHERE kept_at < ?", Int(limit.timeIntervalSince1970))
    }

    private static func text(_ lines: [OrderLine]) -> String {
        lines.map { "\($0.quantity) \($0.unitPrice) \($0.sku.text)" }.joined(separator: "\n")
    }

    private static func receipt(_ row: SQLRow) throws -> Addressee.Receipt? {
        guard let amount = row[2] as Int64?, let code = row[3] as String?, let text = row[4] as String? else {
            return nil
        }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line -> OrderLine? in
            let words = line.split(separator: UInt8(ascii: " ")).map(Substring.init)
            guard words.count == 3, let quantity = Int(words[0]), let price = Int64(words[1]),
                let sku = SKU(String(words[2]))
            else { return nil }
            return OrderLine(sku: sku, quantity: quantity, unitPrice: price)
        }
        guard let currency = Currency(code) else {
            throw Failure.permanent(.reactionFailed, "an addressee's row cannot be read")
        }
        return Addressee.Receipt(lines: lines, total: Money(amount: amount, currency: currency))
    }
}
