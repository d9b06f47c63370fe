public import Choreography

/// `order.cancelling`: the customer cancelled, or the deadline passed: start undoing, last step first.
public struct OrderCancelling: OrderEvent {
    /// `order.cancelling`
    public static let type: EventType = "order.cancelling"
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
