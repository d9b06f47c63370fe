public import ShopEvents

extension InventoryRules.Command {
    /// What hearing `event` asks of the stock; nil for what inventory does not hear.
    public init?(hearing event: any ShopEvent) {
        switch event {
        case let event as OrderPlaced:
            let wanted = event.lines.lazy.map { StockItem(sku: $0.sku, quantity: $0.quantity) }
            self = .pick(event.orderID, PickList(wanted))
        case let event as PaymentProcessed: self = .goAhead(event.orderID)
        case let event as ShippingFailed: self = .release(event.orderID, reason: event.reason)
        case let event as ShippingCancelled: self = .release(event.orderID, reason: event.reason)
        case let event as ShippingDispatched: self = .ship(event.orderID)
        case let event as WarehouseReceived: self = .receive(event.sku, quantity: event.quantity)
        default: return nil
        }
    }
}

extension InventoryRules.Fact {
    /// What inventory says of it; nil for what is nobody else's business.
    public var event: (any ShopEvent)? {
        switch self {
        case .reserved(let order, let list): InventoryReserved(orderID: order, items: list.items)
        case .rejected(let order, let shortage):
            InventoryRejected(
                orderID: order, sku: shortage.sku, wanted: shortage.wanted, available: shortage.available,
                reason: shortage.reason)
        case .released(let order, let reason): InventoryReleased(orderID: order, reason: reason)
        case .depleted(let sku): InventoryDepleted(sku: sku)
        case .restocked(let sku): InventoryRestocked(sku: sku)
        case .picked, .goneAhead, .shipped, .received: nil
        }
    }
}

extension Shortage {
    /// In words for the customer.
    public var reason: Reason {
        available == 0
            ? "\(sku) is out of stock (\(wanted) wanted)"
            : "not enough \(sku) in stock: \(wanted) wanted, \(available) available"
    }
}
