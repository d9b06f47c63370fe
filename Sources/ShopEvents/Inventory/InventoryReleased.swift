public import Choreography

/// `inventory.released`: no stock is held for this order, and none ever will be.
public struct InventoryReleased: OrderEvent {
    /// `inventory.released`
    public static let type: EventType = "inventory.released"
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
