import Choreography

/// What an event says, in a few words. Nothing personal: no names, addresses or mail addresses.
enum Gist {
    static func of(type: String, body: JSONValue?) -> String {
        guard let body else { return "(no JSON)" }
        switch type {
        case "order.requested": return "\(goods(body)), token \(body["payment_token"]?.string ?? "-")"
        case "order.placed": return "\(goods(body)), \(money(body) ?? "accepted")"
        case "order.confirmed": return "complete"
        case "payment.processed": return "\(money(body) ?? "money") taken"
        case "payment.refunded": return "\(money(body) ?? "money") given back\(because(body))"
        case "payment.voided": return "nothing was taken\(because(body))"
        case "inventory.reserved": return "\(goods(body)) set aside"
        case "inventory.released": return "back on the shelf\(because(body))"
        case "inventory.rejected":
            return "\(text(body["sku"])): \(text(body["wanted"])) wanted, \(text(body["available"])) there"
        case "shipping.scheduled", "shipping.dispatched", "shipping.delivered":
            return "parcel \(text(body["tracking_number"]))"
        case "warehouse.received", "inventory.restocked", "inventory.depleted":
            return "\(text(body["quantity"])) \(text(body["sku"]))".trimmingPrefixDash
        default: return body["reason"]?.string ?? ""
        }
    }

    /// `25.00 EUR`, from the amount and currency of a body.
    static func money(_ body: JSONValue) -> String? {
        let amount = body["amount"] ?? body["total"] ?? body["total_amount"]
        guard let minor = amount?.integer, let currency = body["currency"]?.string else { return nil }
        let cents = String(minor.magnitude % 100)
        return
            "\(minor < 0 ? "-" : "")\(minor.magnitude / 100).\(cents.count == 1 ? "0" : "")\(cents) \(currency)"
    }

    private static func goods(_ body: JSONValue) -> String {
        let lines = body["lines"]?.elements ?? body["items"]?.elements ?? []
        guard !lines.isEmpty else { return "nothing" }
        return lines.prefix(3).map { "\(text($0["quantity"])) × \(text($0["sku"]))" }.joined(separator: ", ")
            + (lines.count > 3 ? " and \(lines.count - 3) more" : "")
    }

    private static func because(_ body: JSONValue) -> String {
        body["reason"]?.string.map { ": \($0)" } ?? ""
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        default: "-"
        }
    }
}

extension String {
    fileprivate var trimmingPrefixDash: String { hasPrefix("- ") ? String(dropFirst(2)) : self }
}
