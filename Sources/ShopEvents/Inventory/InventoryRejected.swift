public import Choreography

/// `inventory.rejected`: not enough stock for at least one line, so nothing is set aside.
public struct InventoryRejected: OrderEvent {
    /// `inventory.rejected`
    public static let type: EventType = "inventory.rejected"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// What is short.
    public let sku: SKU
    /// How many pieces the order wants in all.
    public let wanted: Int
    /// How many there were.
    public let available: Int
    /// Why.
    public let reason: Reason

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case sku
        case wanted
        case available
        case reason
    }

    /// States it.
    public init(orderID: OrderID, sku: SKU, wanted: Int, available: Int, reason: Reason) {
        self.orderID = orderID
        self.sku = sku
        self.wanted = wanted
        self.available = available
        self.reason = reason
    }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try Check.amount(Int64(wanted), "wanted")
        try Check.amount(Int64(available), "available")
    }
}
