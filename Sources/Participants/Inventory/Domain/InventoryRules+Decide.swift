import ShopEvents

extension InventoryRules {
    /// What becomes true; nothing for what is late, repeated, or out of place.
    public static func decide(_ command: Command, in state: State) -> [Fact] {
        switch command {
        case .pick(let order, let list): pick(list, for: order, in: state)
        case .goAhead(let order): goAhead(order, in: state)
        case .release(let order, let reason): release(order, reason, in: state)
        case .ship(let order): ship(order, in: state)
        case .receive(let sku, let quantity): receive(quantity, of: sku, in: state)
        }
    }

    private static func pick(_ list: PickList, for order: OrderID, in state: State) -> [Fact] {
        guard case .waiting(nil, let isPaid) = state.reservation(of: order) else { return [] }
        return [.picked(order, list)] + (isPaid ? reserve(list, for: order, in: state) : [])
    }

    private static func goAhead(_ order: OrderID, in state: State) -> [Fact] {
        guard case .waiting(let list, isPaid: false) = state.reservation(of: order) else { return [] }
        return [.goneAhead(order)] + (list.map { reserve($0, for: order, in: state) } ?? [])
    }

    /// All lines or none.
    private static func reserve(_ list: PickList, for order: OrderID, in state: State) -> [Fact] {
        if let missing = list.items.first(where: { $0.quantity > state.available($0.sku) }) {
            let shortage = Shortage(
                sku: missing.sku, wanted: missing.quantity, available: state.available(missing.sku))
            #if MUTANTS
                if ShopMutant.isOn(.stockCheckedAfterDecrement) {
                    return [.reserved(order, list), .rejected(order, shortage)]
                }
            #endif
            return [.rejected(order, shortage)]
        }
        return withStockNews([.reserved(order, list)], about: list.skus, in: state)
    }

    private static func release(_ order: OrderID, _ reason: Reason, in state: State) -> [Fact] {
        switch state.reservation(of: order) {
        case .waiting: [.released(order, reason: reason)]
        case .reserved(let list):
            withStockNews([.released(order, reason: reason)], about: list.skus, in: state)
        case .rejected, .released, .shipped: []
        }
    }

    private static func ship(_ order: OrderID, in state: State) -> [Fact] {
        guard case .reserved = state.reservation(of: order) else { return [] }
        return [.shipped(order)]
    }

    private static func receive(_ quantity: Int, of sku: SKU, in state: State) -> [Fact] {
        guard (state.stock[sku] ?? .opening(0)).canReceive(quantity) else { return [] }
        return withStockNews([.received(sku, quantity: quantity)], about: [sku], in: state)
    }

    /// Adds which of `skus` ran out, or can be had again, by `facts`.
    private static func withStockNews(_ facts: [Fact], about skus: [SKU], in state: State) -> [Fact] {
        let after = facts.reduce(state, evolve)
        return facts
            + skus.compactMap { sku in
                switch (state.available(sku), after.available(sku)) {
                case (1..., 0): .depleted(sku)
                case (0, 1...): .restocked(sku)
                default: nil
                }
            }
    }
}
