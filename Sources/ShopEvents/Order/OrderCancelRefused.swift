public import Choreography

/// `order.cancel_refused`: the cancellation came too late: the parcel is on its way.
public struct OrderCancelRefused: OrderEvent {
    /// `order.cancel_refused`
    public static let type: EventType = "order.cancel_refused"
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
