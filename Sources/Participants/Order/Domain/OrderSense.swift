import ShopEvents

/// Whether a request makes business sense. What is not even valid input never comes this far: see
/// `OrderRequested`, where the two are told apart.
enum OrderSense {
    enum Verdict {
        case accepted(total: Money)
        case rejected(Reason)
    }

    static func judge(_ content: OrderContent) -> Verdict {
        if let objection = objection(to: content) { return .rejected(objection) }
        guard let currency = Currency(content.currency) else { return .rejected("the currency is unknown") }
        guard let total = Money.total(of: content.lines, in: currency) else {
            return .rejected("the total is too large to be counted")
        }
        return .accepted(total: total)
    }

    private static func objection(to content: OrderContent) -> Reason? {
        if content.lines.isEmpty { return "the order has no lines" }
        if let index = content.lines.firstIndex(where: { $0.quantity < 1 }) {
            return "line \(index + 1) orders nothing"
        }
        let address = content.shippingAddress
        let texts: [(String, String)] = [
            ("customer id", content.customer.id), ("customer name", content.customer.name),
            ("addressee", address.name), ("street", address.street), ("city", address.city),
            ("postal code", address.postalCode), ("payment token", content.paymentToken),
        ]
        if let empty = texts.first(where: { $0.1.isBlank }) {
            return "the \(empty.0) is empty"
        }
        return isCountry(address.country) ? nil : "the country is not two capital letters"
    }

    private static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
