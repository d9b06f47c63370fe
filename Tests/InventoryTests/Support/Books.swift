import Choreography
import Inventory

@testable import ShopEvents

/// The rules in memory: events in, the types of what is said out.
struct Books {
    var state: InventoryRules.State

    init(_ stock: [SKU: Int]) {
        state = InventoryRules.State(stock: stock.mapValues(StockLevel.opening))
    }

    /// Hears events one by one, and tells what is said in answer to the last.
    @discardableResult
    mutating func hear(_ events: any ShopEvent...) -> [EventType] {
        var said: [EventType] = []
        for event in events {
            guard let command = InventoryRules.Command(hearing: event) else { return ["test.not_heard"] }
            let facts = InventoryRules.decide(command, in: state)
            state = InventoryRules.fold(facts, from: state)
            said = facts.compactMap { $0.event.map { type(of: $0).type } }
        }
        return said
    }

    func level(_ sku: SKU) -> StockLevel { state.stock[sku] ?? .opening(0) }
}

extension SKU {
    static let apple = SKU(known: "apple")
    static let pear = SKU(known: "pear")
}

extension OrderID {
    /// Order number `number`, below ten.
    static func number(_ number: Int) -> OrderID {
        OrderID(known: "00000000-0000-7000-8000-00000000000\(number)")
    }
}

/// What inventory can hear about order 1, or another.
func placed(_ lines: (SKU, Int)..., order: OrderID = .number(1)) -> OrderPlaced {
    OrderPlaced(
        orderID: order, customer: .example,
        lines: lines.map { OrderLine(sku: $0.0, quantity: $0.1, unitPrice: 100) }, currency: .example,
        total: lines.reduce(0) { $0 + Int64($1.1) * 100 }, shippingAddress: .example, paymentToken: "tok",
        deadline: .example)
}

func paid(_ order: OrderID = .number(1)) -> PaymentProcessed {
    PaymentProcessed(orderID: order, amount: 100, currency: .example, chargeID: "ch_1")
}

func cancelled(_ order: OrderID = .number(1)) -> ShippingCancelled {
    ShippingCancelled(orderID: order, reason: "changed my mind")
}

func failed(_ order: OrderID = .number(1)) -> ShippingFailed {
    ShippingFailed(orderID: order, reason: "too far")
}

func dispatched(_ order: OrderID = .number(1)) -> ShippingDispatched {
    ShippingDispatched(orderID: order, trackingNumber: "TRK-1")
}
