public import Choreography

/// `order.requested`: a customer asks; said by the storefront.
///
/// Two kinds of wrong are told apart.
/// - **Invalid input**, a dead letter at once, because no customer means it: a wrong shape or type, an order id
///   that is no UUID, something that is no sku, a negative price or quantity, absurd sizes (more than 500
///   lines, a million pieces or 500 bytes of text), control characters, and a customer who could not be told
///   of a rejection because `email` is no mail address. ``validate()`` and decoding refuse these.
/// - **No business sense**, which the order participant answers with `order.rejected`: no lines, a line of
///   zero pieces, an unknown currency, a total that overflows, an empty name, address field, customer id or
///   payment token, a country that is not two capital letters. ``validate()`` lets these pass.
public struct OrderRequested: ShopEvent {
    /// `order.requested`
    public static let type: EventType = "order.requested"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order, where the storefront chose an id; nil leaves it to the order participant.
    public let orderID: OrderID?
    /// Who asks.
    public let customer: Customer
    /// What is wanted.
    public let lines: [OrderLine]
    /// Text as the storefront sent it; the order participant knows which currencies there are.
    public let currency: String
    /// Where the parcel goes.
    public let shippingAddress: ShippingAddress
    /// What the payment provider gave the storefront in exchange for the customer's card.
    public let paymentToken: String

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case customer, lines, currency
        case shippingAddress = "shipping_address"
        case paymentToken = "payment_token"
    }

    /// States it.
    public init(
        orderID: OrderID?, customer: Customer, lines: [OrderLine], currency: String,
        shippingAddress: ShippingAddress, paymentToken: String
    ) {
        self.orderID = orderID
        self.customer = customer
        self.lines = lines
        self.currency = currency
        self.shippingAddress = shippingAddress
        self.paymentToken = paymentToken
    }

    /// The order id, where the storefront chose one.
    public var correlationID: String? { orderID?.text }

    /// Refuses what is invalid input; what makes no business sense passes.
    public func validate() throws(InvalidEvent) {
        try customer.validate("customer")
        try Check.lines(lines, atLeast: 0)
        try Check.text(currency, "currency")
        try shippingAddress.validate("shipping_address")
        try Check.text(paymentToken, "payment_token")
    }
}
