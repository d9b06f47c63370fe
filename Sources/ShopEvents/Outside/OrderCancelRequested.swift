public import Choreography

/// `order.cancel_requested`: the customer changed their mind; said by the storefront.
public struct OrderCancelRequested: OrderEvent {
    /// `order.cancel_requested`
    public static let type: EventType = "order.cancel_requested"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// In the customer's words; may be empty.
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
