public import Choreography

/// `order.cancelled`: all is undone; the end of the order.
public struct OrderCancelled: OrderEvent {
    /// `order.cancelled`
    public static let type: EventType = "order.cancelled"
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
