// Examples of the events said by inventory; the golden files are made of them.

extension InventoryReserved {
    /// Fixed values.
    public static var example: InventoryReserved {
        InventoryReserved(orderID: .example, items: [StockItem(sku: .example, quantity: 2)])
    }
}

extension InventoryRejected {
    /// Fixed values.
    public static var example: InventoryRejected {
        InventoryRejected(
            orderID: .example, sku: .example, wanted: 2, available: 1, reason: "not enough stock of product_1"
        )
    }
}

extension InventoryReleased {
    /// Fixed values.
    public static var example: Self { InventoryReleased(orderID: .example, reason: "changed my mind") }
}

extension InventoryRestocked {
    /// Fixed values.
    public static var example: Self { InventoryRestocked(sku: .example) }
}

extension InventoryDepleted {
    /// Fixed values.
    public static var example: Self { InventoryDepleted(sku: .example) }
}
