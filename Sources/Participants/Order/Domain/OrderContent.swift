package import ShopEvents

/// What the customer asked for, as it was asked.
///
/// A class, since the state has it and is copied with every fact that is folded into it: so that copies one
/// reference instead of every text.
package final class OrderContent: Sendable, Codable {
    package let customer: Customer
    package let lines: [OrderLine]
    package let currency: String
    package let shippingAddress: ShippingAddress
    package let paymentToken: String

    enum CodingKeys: String, CodingKey {
        case customer, lines, currency
        case shippingAddress = "shipping_address"
        case paymentToken = "payment_token"
    }

    package init(_ request: OrderRequested) {
        customer = request.customer
        lines = request.lines
        currency = request.currency
        shippingAddress = request.shippingAddress
        paymentToken = request.paymentToken
    }
}

extension OrderContent: Hashable {
    package static func == (left: OrderContent, right: OrderContent) -> Bool {
        left === right
            || left.customer == right.customer && left.lines == right.lines
                && left.currency == right.currency && left.shippingAddress == right.shippingAddress
                && left.paymentToken == right.paymentToken
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(customer)
        hasher.combine(lines)
        hasher.combine(currency)
        hasher.combine(shippingAddress)
        hasher.combine(paymentToken)
    }
}
