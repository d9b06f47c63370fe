public import Choreography

/// `inventory.restocked`: a sku that had run out has stock again.
public struct InventoryRestocked: ShopEvent {
    /// `inventory.restocked`
    public static let type: EventType = "inventory.restocked"
    /// The JSON form of this file.
    public static let version = 1

    /// Which goods.
    public let sku: SKU

    enum CodingKeys: String, CodingKey {
        case sku
    }

    /// States it.
    public init(sku: SKU) {
        self.sku = sku
    }

    /// nil: it belongs to the saga of the event that caused it.
    public var correlationID: String? { nil }
}
