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
            return (what: "\(line.quantity) x \(what)", price: price.map { format.text($0.amount) } ?? "")
        }
        rows.append((what: "Total", price: format.text(receipt.total.amount)))
        let left = rows.reduce(0) { max($0, $1.what.count) }
        let right = rows.reduce(0) { max($0, $1.price.count) }
        return rows.map { row in
            "  " + row.what + spaces(left - row.what.count + 3 + right - row.price.count) + row.price
        }.joined(separator: "\n")
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
