public import ShopEvents

/// What one order wants from the shelves: each sku once, in the order of their names, whatever the order's
/// lines look like.
public struct PickList: Sendable, Hashable {
    /// Sorted by sku, each sku once.
    public let items: [StockItem]

    /// Adds up what is wanted of the same sku; a sum beyond `Int.max` stays there, which no stock can meet.
    public init(_ wanted: some Sequence<StockItem>) {
        var sums: [SKU: Int] = [:]
        for item in wanted {
            let (sum, overflow) = sums[item.sku, default: 0].addingReportingOverflow(item.quantity)
            sums[item.sku] = overflow ? .max : sum
        }
        items = sums.map { StockItem(sku: $0.key, quantity: $0.value) }.sorted { $0.sku < $1.sku }
    }

    /// The skus on the list, sorted.
    public var skus: [SKU] { items.map(\.sku) }
}
