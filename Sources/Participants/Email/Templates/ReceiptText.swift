import ShopEvents

/// What was ordered, as a small table of plain text.
enum ReceiptText {
    static func text(_ receipt: Addressee.Receipt) -> String {
        let currency = receipt.total.currency
        var rows = receipt.lines.map { line in
            let each = Money(amount: line.unitPrice, currency: currency)
            let what = line.quantity == 1 ? line.sku.text : "\(line.sku.text), \(PriceFormat.text(each)) each"
            let price = each.multiplied(by: line.quantity).map(PriceFormat.text) ?? ""
            return (what: "\(line.quantity) x \(what)", price: price)
        }
        rows.append((what: "Total", price: PriceFormat.text(receipt.total)))
        let left = rows.map(\.what.count).max() ?? 0
        let right = rows.map(\.price.count).max() ?? 0
        return rows.map { row in
            "  " + row.what + spaces(left - row.what.count + 3 + right - row.price.count) + row.price
        }.joined(separator: "\n")
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
