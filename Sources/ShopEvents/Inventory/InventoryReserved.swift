public import Choreography

/// `inventory.reserved`: every line is set aside, all or none.
public struct InventoryReserved: OrderEvent {
    /// `inventory.reserved`
    public static let type: EventType = "inventory.reserved"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// What is set aside: each sku once.
    public let items: [StockItem]

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case items
    }

    /// States it.
    public init(orderID: OrderID, items: [StockItem]) {
        self.orderID = orderID
        self.items = items
    }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        guard !items.isEmpty else { throw InvalidEvent(field: "items", reason: "must not be empty") }
        for (index, item) in items.enumerated() where item.quantity < 1 {
            throw InvalidEvent(field: "items[\(index)].quantity", reason: "must be at least 1")
        }
    }
}
