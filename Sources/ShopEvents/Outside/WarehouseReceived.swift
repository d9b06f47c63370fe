public import Choreography

/// `warehouse.received`: stock arrived; said by the warehouse.
public struct WarehouseReceived: ShopEvent {
    /// `warehouse.received`
    public static let type: EventType = "warehouse.received"
    /// The JSON form of this file.
    public static let version = 1

    /// Which goods.
    public let sku: SKU
    /// How many pieces: 1 to 1,000,000.
    public let quantity: Int

    enum CodingKeys: String, CodingKey {
        case sku, quantity
    }

    /// States it.
    public init(sku: SKU, quantity: Int) {
        self.sku = sku
        self.quantity = quantity
    }

    /// nil: it belongs to no order; each delivery of stock is a saga of its own.
    public var correlationID: String? { nil }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try Check.quantity(quantity, atLeast: 1, "quantity")
    }
}
