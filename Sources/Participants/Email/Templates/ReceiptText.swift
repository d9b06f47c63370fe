import ShopEvents

/// What was ordered, as a small table of plain text.
enum ReceiptText {
    static func text(_ receipt: Addressee.Receipt) -> String {
        let format = PriceFormat(receipt.total.currency)
        var rows = receipt.lines.map { line in
            let what =
                line.quantity == 1 ? line.sku.text : "\(line.sku.text), \(format.text(line.unitPrice)) each"
            let price = Money(amount: line.unitPrice, currency: receipt.total.currency).multiplied(
                by: line.quantity)
            return Row("\(line.quantity) x \(what)", price.map { format.text($0.amount) } ?? "")
        }
        rows.append(Row("Total", format.text(receipt.total.amount)))
        let left = rows.reduce(0) { max($0, $1.widths.what) }
        let right = rows.reduce(0) { max($0, $1.widths.price) }
        var text = ""
        for row in rows {
            text += text.isEmpty ? "  " : "\n  "
            text += row.what
            text += blanks(left - row.widths.what + 3 + right - row.widths.price)
            text += row.price
        }
        return text
    }

    /// `String(repeating:count:)` appends them one by one.
    private static func blanks(_ count: Int) -> String {
        String(unsafeUninitializedCapacity: count) { text in
            text.initialize(repeating: UInt8(ascii: " "))
            return count
        }
    }

    private struct Row {
        let what: String
        let price: String
        let widths: (what: Int, price: Int)

        init(_ what: String, _ price: String) {
            self.what = what
            self.price = price
            widths = (what.count, price.count)
        }
    }
}
