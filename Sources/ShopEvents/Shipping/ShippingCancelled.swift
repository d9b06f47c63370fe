public import Choreography

/// `shipping.cancelled`: no shipment exists for this order, and none ever will.
public struct ShippingCancelled: OrderEvent {
    /// `shipping.cancelled`
    public static let type: EventType = "shipping.cancelled"
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
