public import Choreography

/// `order.confirmed`: the forward path is complete: paid, reserved, and a carrier is booked.
public struct OrderConfirmed: OrderEvent {
    /// `order.confirmed`
    public static let type: EventType = "order.confirmed"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// What was paid, in minor units of ``currency``.
    public let total: Int64
    /// What the amount is counted in.
    public let currency: Currency

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case total
        case currency
    }

    /// States it.
    public init(orderID: OrderID, total: Int64, currency: Currency) {
        self.orderID = orderID
        self.total = total
        self.currency = currency
    }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try Check.amount(total, "total")
    }
}
