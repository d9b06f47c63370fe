/// One line of an order. The same sku may stand in more than one line.
public struct OrderLine: Sendable, Hashable, Codable {
    /// What is wanted.
    public let sku: SKU
    /// How many.
    public let quantity: Int
    /// The price of one, in minor units of the order's currency.
    public let unitPrice: Int64

    enum CodingKeys: String, CodingKey {
        case sku, quantity
        case unitPrice = "unit_price"
    }

    /// `quantity` of `sku` at `unitPrice` minor units each.
    public init(sku: SKU, quantity: Int, unitPrice: Int64) {
        self.sku = sku
        self.quantity = quantity
        self.unitPrice = unitPrice
    }
}
