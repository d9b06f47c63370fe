/// Why an initial stock cannot be taken, in words for whoever wrote the file.
public struct InvalidStock: Error, Hashable, CustomStringConvertible {
    /// The entry that is wrong; nil when the whole is meant.
    public let sku: String?

    /// What is wrong.
    public let reason: String

    /// `stock: product_1 must be a whole number from 0 to 1000000000000000`
    public var description: String { "stock: " + (sku.map { "\($0) " } ?? "") + reason }
}

extension InvalidStock {
    static let notJSON = InvalidStock(
        sku: nil, reason: #"is not a JSON object of skus and quantities, such as {"product_1": 100}"#)

    static func quantity(of sku: String) -> InvalidStock {
        InvalidStock(sku: sku, reason: "must be a whole number from 0 to \(StockLevel.limit)")
    }
}
