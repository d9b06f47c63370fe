public import Choreography

/// `shipping.failed`: the parcel cannot be delivered there.
public struct ShippingFailed: OrderEvent {
    /// `shipping.failed`
    public static let type: EventType = "shipping.failed"
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
