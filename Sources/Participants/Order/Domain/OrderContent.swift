package import ShopEvents

/// What the customer asked for, as it was asked.
package struct OrderContent: Sendable, Hashable, Codable {
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
