public import Choreography

/// `inventory.depleted`: a sku has no free piece left.
public struct InventoryDepleted: ShopEvent {
    /// `inventory.depleted`
    public static let type: EventType = "inventory.depleted"
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
