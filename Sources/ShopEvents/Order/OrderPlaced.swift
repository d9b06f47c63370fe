public import Choreography

/// `order.placed`: the order is accepted, its total computed, its deadline set.
public struct OrderPlaced: OrderEvent {
    /// `order.placed`
    public static let type: EventType = "order.placed"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// Who ordered.
    public let customer: Customer
    /// What is wanted: at least one line, at least one piece in each.
    public let lines: [OrderLine]
    /// What prices and total are counted in.
    public let currency: Currency
    /// The sum of the lines, in minor units of ``currency``.
    public let total: Int64
    /// Where the parcel goes.
    public let shippingAddress: ShippingAddress
    /// What the payment provider knows the customer's card by.
    public let paymentToken: String
    /// Until when the order must be confirmed; ISO 8601, UTC.
    public let deadline: Timestamp

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case customer, lines, currency, total
        case shippingAddress = "shipping_address"
        case paymentToken = "payment_token"
        case deadline
    }

    /// States it.
    public init(
        orderID: OrderID, customer: Customer, lines: [OrderLine], currency: Currency, total: Int64,
        shippingAddress: ShippingAddress, paymentToken: String, deadline: Timestamp
    ) {
        self.orderID = orderID
        self.customer = customer
        self.lines = lines
        self.currency = currency
        self.total = total
        self.shippingAddress = shippingAddress
        self.paymentToken = paymentToken
        self.deadline = deadline
    }

    /// ``total`` and ``currency`` together.
    public var money: Money { Money(amount: total, currency: currency) }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try customer.validate("customer")
        guard !lines.isEmpty else { throw InvalidEvent(field: "lines", reason: "must not be empty") }
        try Check.lines(lines, atLeast: 1)
        guard Money.total(of: lines, in: currency) == money else {
            throw InvalidEvent(field: "total", reason: "must be the sum of the lines")
        }
        try shippingAddress.validate("shipping_address")
        try Check.filled(paymentToken, "payment_token")
    }
}
