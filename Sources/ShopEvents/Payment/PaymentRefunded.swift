public import Choreography

/// `payment.refunded`: the money that was taken is given back, all of it.
public struct PaymentRefunded: OrderEvent {
    /// `payment.refunded`
    public static let type: EventType = "payment.refunded"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// In minor units of ``currency``.
    public let amount: Int64
    /// What the amount is counted in.
    public let currency: Currency
    /// The provider's name for the charge that is given back.
    public let chargeID: String
    /// The provider's name for the refund.
    public let refundID: String
    /// Why.
    public let reason: Reason

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case amount
        case currency
        case chargeID = "charge_id"
        case refundID = "refund_id"
        case reason
    }

    /// States it.
    public init(
        orderID: OrderID, amount: Int64, currency: Currency, chargeID: String, refundID: String,
        reason: Reason
    ) {
        self.orderID = orderID
        self.amount = amount
        self.currency = currency
        self.chargeID = chargeID
        self.refundID = refundID
        self.reason = reason
    }

    /// ``amount`` and ``currency`` together.
    public var money: Money { Money(amount: amount, currency: currency) }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try Check.amount(amount, "amount")
        try Check.filled(chargeID, "charge_id")
        try Check.filled(refundID, "refund_id")
    }
}
