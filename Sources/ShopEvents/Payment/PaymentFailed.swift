public import Choreography

/// `payment.failed`: the provider declined: no money was taken, nothing is to be undone.
public struct PaymentFailed: OrderEvent {
    /// `payment.failed`
    public static let type: EventType = "payment.failed"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// Why.
    public let reason: Reason

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case reason
    }

    /// States it.
    public init(orderID: OrderID, reason: Reason) {
        self.orderID = orderID
        self.reason = reason
    }
}
