import ShopEvents

extension InventoryRules {
    /// The books once `fact` is true.
    public static func evolve(_ state: State, _ fact: Fact) -> State {
        var state = state
        switch fact {
        case .picked(let order, let list):
            if case .waiting(_, let isPaid) = state.reservation(of: order) {
                state.reservations[order] = .waiting(list, isPaid: isPaid)
            }
        case .goneAhead(let order):
            if case .waiting(let list, _) = state.reservation(of: order) {
                state.reservations[order] = .waiting(list, isPaid: true)
            }
        case .reserved(let order, let list):
            state.reservations[order] = .reserved(list)
            state.move(list) { $0.reserve($1) }
        case .rejected(let order, _):
            state.reservations[order] = .rejected
        case .released(let order, _):
            #if MUTANTS
                if case .waiting(let list, _) = state.reservation(of: order) {
                    if ShopMutant.isOn(.inventoryWithoutTombstone) { break }
                    if ShopMutant.isOn(.releaseWithoutReserve), let list {
                        state.move(list) { $0.release($1) }
                    }
                }
            #endif
            if case .reserved(let list) = state.reservation(of: order) { state.move(list) { $0.release($1) } }
            state.reservations[order] = .released
        case .shipped(let order):
            if case .reserved(let list) = state.reservation(of: order) { state.move(list) { $0.ship($1) } }
            state.reservations[order] = .shipped
        case .received(let sku, let quantity):
            state.stock[sku, default: .opening(0)].receive(quantity)
        case .depleted, .restocked:
            break
        }
        return state
    }
}

extension InventoryRules.State {
    fileprivate mutating func move(_ list: PickList, _ change: (inout StockLevel, Int) -> Void) {
        for item in list.items { change(&stock[item.sku, default: .opening(0)], item.quantity) }
    }
}
