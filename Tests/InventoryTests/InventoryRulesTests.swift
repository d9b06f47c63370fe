import Choreography
import Inventory
import Testing

@testable import ShopEvents

@Suite("Inventory's rows of the table")
struct InventoryRulesTests {
    @Test("order.placed and payment.processed, in either order: reserved", arguments: [true, false])
    func reserves(linesFirst: Bool) {
        var books = Books([.apple: 5, .pear: 5])
        let order = placed((.apple, 2), (.pear, 1))
        let (first, second): (any ShopEvent, any ShopEvent) = linesFirst ? (order, paid()) : (paid(), order)
        #expect(books.hear(first) == [])
        #expect(books.hear(second) == [InventoryReserved.type])
        #expect(books.level(.apple) == StockLevel(initial: 5, onHand: 3, reserved: 2))
        #expect(books.level(.pear) == StockLevel(initial: 5, onHand: 4, reserved: 1))
    }

    @Test("All lines or none")
    func rejects() {
        var books = Books([.apple: 5, .pear: 1])
        #expect(books.hear(placed((.apple, 2), (.pear, 2)), paid()) == [InventoryRejected.type])
        #expect(books.level(.apple) == .opening(5))
        #expect(books.state.reservation(of: .number(1)) == .rejected)
    }

    @Test("Same sku twice adds up, beyond any overflow")
    func addsUp() {
        var books = Books([.apple: 5])
        #expect(books.hear(placed((.apple, 3), (.apple, 3)), paid()) == [InventoryRejected.type])
        let huge = StockItem(sku: .apple, quantity: .max)
        #expect(PickList([huge, huge]).items == [huge])
    }

    @Test("An unknown sku is not enough stock, and named")
    func unknownSKU() throws {
        let books = Books([:])
        let state = InventoryRules.State(
            stock: books.state.stock,
            reservations: [.number(1): .waiting(nil, isPaid: true)])
        let command = try #require(InventoryRules.Command(hearing: placed((.pear, 2))))
        let shortage = Shortage(sku: .pear, wanted: 2, available: 0)
        #expect(InventoryRules.decide(command, in: state).last == .rejected(.number(1), shortage))
        #expect(shortage.reason.text == "pear is out of stock (2 wanted)")
    }

    @Test("shipping.failed, shipping.cancelled: what is reserved is released", arguments: [true, false])
    func releases(byFailure: Bool) {
        var books = Books([.apple: 5])
        books.hear(placed((.apple, 2)), paid())
        #expect(books.hear(byFailure ? failed() : cancelled()) == [InventoryReleased.type])
        #expect(books.level(.apple) == .opening(5))
        #expect(books.state.reservation(of: .number(1)) == .released)
    }

    @Test("Released before anything was reserved: the door is closed for what comes late")
    func tombstone() {
        var books = Books([.apple: 5])
        #expect(books.hear(cancelled()) == [InventoryReleased.type])
        #expect(books.hear(placed((.apple, 2))) == [])
        #expect(books.hear(paid()) == [])
        #expect(books.level(.apple) == .opening(5))

        var half = Books([.apple: 5])
        #expect(half.hear(placed((.apple, 2)), failed()) == [InventoryReleased.type])
        #expect(half.hear(paid()) == [])
    }

    @Test("shipping.dispatched: reserved becomes shipped, and stays so")
    func ships() {
        var books = Books([.apple: 5])
        #expect(books.hear(dispatched()) == [])
        books.hear(placed((.apple, 2)), paid())
        #expect(books.hear(dispatched()) == [])
        #expect(books.level(.apple) == StockLevel(initial: 5, onHand: 3, shipped: 2))
        #expect(books.hear(cancelled()) == [])
        #expect(books.hear(dispatched()) == [])
        #expect(books.state.reservation(of: .number(1)) == .shipped)
    }

    @Test("After a rejection there is nothing to release")
    func rejectedStays() {
        var books = Books([.apple: 1])
        books.hear(placed((.apple, 2)), paid())
        let before = books.state
        #expect(books.hear(cancelled()) == [])
        #expect(books.hear(paid()) == [])
        #expect(books.state == before)
    }
}
