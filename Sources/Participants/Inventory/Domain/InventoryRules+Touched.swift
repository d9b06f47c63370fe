public import ShopEvents

extension InventoryRules.Command {
    /// The order it is about; nil for what concerns the stock alone.
    public var order: OrderID? {
        switch self {
        case .pick(let order, _), .goAhead(let order), .release(let order, _), .ship(let order): order
        case .receive: nil
        }
    }

    /// The skus whose stock the decision may look at or change, given how far the order has come.
    public func skus(touching reservation: Reservation) -> [SKU] {
        switch (self, reservation) {
        case (.pick(_, let list), .waiting(nil, isPaid: true)): list.skus
        case (.goAhead, .waiting(let list?, isPaid: false)): list.skus
        case (.release, .reserved(let list)), (.ship, .reserved(let list)): list.skus
        case (.receive(let sku, _), _): [sku]
        default: []
        }
    }
}
