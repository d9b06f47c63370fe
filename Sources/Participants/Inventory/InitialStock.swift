public import Foundation
public import ShopEvents

/// What is on the shelves when the database is created. Later changes come as `warehouse.received`.
public struct InitialStock: Sendable, Hashable {
    /// Units by sku, each from 0 to ``StockLevel/limit``.
    public let quantities: [SKU: Int]

    /// The reference shop's shelves: product_1 100, product_2 50, product_3 200.
    public static let standard = InitialStock(
        checked: [("product_1", 100), ("product_2", 50), ("product_3", 200)].reduce(into: [:]) {
            shelves, shelf in
            if let sku = SKU(shelf.0) { shelves[sku] = shelf.1 }
        })

    private init(checked quantities: [SKU: Int]) { self.quantities = quantities }

    /// Takes these quantities.
    ///
    /// - Throws: ``InvalidStock`` when a sku is not well formed or a quantity out of range.
    public init(_ quantities: [String: Int]) throws(InvalidStock) {
        var checked: [SKU: Int] = [:]
        for (name, quantity) in quantities.sorted(by: { $0.key < $1.key }) {
            guard let sku = SKU(name) else {
                throw InvalidStock(
                    sku: name, reason: "is not a sku: 1 to 64 letters, digits, '.', '_' or '-'")
            }
            guard (0...StockLevel.limit).contains(quantity) else { throw .quantity(of: name) }
            checked[sku] = quantity
        }
        self.init(checked: checked)
    }

    /// Reads a JSON object of skus and quantities: `{"product_1": 100}`.
    ///
    /// - Throws: ``InvalidStock``.
    public init(json: Data) throws(InvalidStock) {
        guard let entries = try? JSONDecoder().decode([String: Entry].self, from: json) else {
            throw .notJSON
        }
        var quantities: [String: Int] = [:]
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let quantity = entry.quantity else { throw .quantity(of: name) }
            quantities[name] = quantity
        }
        try self.init(quantities)
    }

    /// Reads the file at `path`, as ``init(json:)``.
    ///
    /// - Throws: ``InvalidStock``, also when the file cannot be read.
    public init(file path: String) throws(InvalidStock) {
        let json: Data
        do {
            json = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw InvalidStock(
                sku: nil, reason: "the file \(path) cannot be read: \(error.localizedDescription)")
        }
        try self.init(json: json)
    }

    /// Any JSON value; nil when it is no whole number.
    private struct Entry: Decodable {
        let quantity: Int?

        init(from decoder: any Decoder) throws {
            quantity = try? decoder.singleValueContainer().decode(Int.self)
        }
    }
}
