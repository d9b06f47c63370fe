/// A number of pieces of one sku.
public struct StockItem: Sendable, Hashable, Codable {
    /// What.
    public let sku: SKU
    /// How many pieces.
    public let quantity: Int

    enum CodingKeys: String, CodingKey {
        case sku, quantity
    }

    /// `quantity` pieces of `sku`.
    public init(sku: SKU, quantity: Int) {
        self.sku = sku
        self.quantity = quantity
    }
}
