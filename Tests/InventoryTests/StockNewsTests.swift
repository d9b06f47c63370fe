import Choreography
import Inventory
import Testing

@testable import ShopEvents

@Suite("Stock that runs out and comes back")
struct StockNewsTests {
    @Test("The last one set aside: depleted; one given back: restocked")
    func depletedAndRestocked() {
        var books = Books([.apple: 2, .pear: 9])
        #expect(
            books.hear(placed((.apple, 2), (.pear, 1)), paid()) == [
                InventoryReserved.type, InventoryDepleted.type,
            ])
        #expect(books.hear(cancelled()) == [InventoryReleased.type, InventoryRestocked.type])
    }

    @Test("warehouse.received: restocked only from zero, and an unknown sku becomes known")
    func received() {
        var books = Books([.apple: 0])
        #expect(books.hear(WarehouseReceived(sku: .apple, quantity: 3)) == [InventoryRestocked.type])
        #expect(books.hear(WarehouseReceived(sku: .apple, quantity: 3)) == [])
        #expect(books.level(.apple) == StockLevel(initial: 0, received: 6, onHand: 6))
        #expect(books.hear(WarehouseReceived(sku: .pear, quantity: 1)) == [InventoryRestocked.type])
        #expect(books.hear(placed((.pear, 1)), paid()) == [InventoryReserved.type, InventoryDepleted.type])
    }

    @Test("More than the books can hold is not received")
    func overflow() {
        let level = StockLevel(initial: StockLevel.limit - 1, onHand: StockLevel.limit - 1)
        #expect(level.canReceive(1))
        #expect(!level.canReceive(2))
        #expect(!level.canReceive(.max))
        let state = InventoryRules.State(stock: [.apple: level])
        #expect(InventoryRules.decide(.receive(.apple, quantity: 2), in: state) == [])
    }
}
