public import Choreography

/// `payment.processed`: the money is taken.
public struct PaymentProcessed: OrderEvent {
    /// `payment.processed`
    public static let type: EventType = "payment.processed"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// In minor units of ``currency``.
    public let amount: Int64
    /// What the amount is counted in.
    public let currency: Currency
    /// The provider's name for the charge.
    public let chargeID: String

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case amount
        case currency
        case chargeID = "charge_id"
    }

    /// States it.
    public init(orderID: OrderID, amount: Int64, currency: Currency, chargeID: String) {
        self.orderID = orderID
        self.amount = amount
        self.currency = currency
        self.chargeID = chargeID
    }

    /// ``amount`` and ``currency`` together.
    public var money: Money { Money(amount: amount, currency: currency) }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try Check.amount(amount, "amount")
        try Check.filled(chargeID, "charge_id")
    }
}
