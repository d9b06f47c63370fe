import Choreography
import ChoreographyTesting
import GRDB
import Testing

@testable import Inventory
@testable import ShopEvents

@Suite("Any order, any number of times")
struct ShuffledHistoryTests {
    @Test("The stock equation holds at every step, and a reservation ends once", arguments: 0..<40)
    func shuffled(block: UInt64) {
        for offset in 0..<50 {
            var random = SeededGenerator(seed: block * 50 + UInt64(offset))
            let history = Self.history(&random)
            // Twice: in a shuffled history a parcel may leave before its stock is reserved.
            play(
                history + history.filter { !($0 is WarehouseReceived) },
                note: "seed \(block * 50 + UInt64(offset))")
        }
    }

    @Test("The database says and keeps what the rules do in memory", arguments: 0..<10)
    func sameInTheDatabase(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var books = Books([.apple: 4, .pear: 2])
        let initialStock = try InitialStock(["apple": 4, "pear": 2])
        let stage = try ParticipantStage(InventoryParticipant(initialStock: initialStock), score: .shop)
        for event in Self.history(&random) {
            #expect(try await stage.hear(event).types == books.hear(event))
        }
        for sku in [SKU.apple, .pear] {
            let level = try await stage.database.read { try InventoryStore.level(of: sku, in: $0) }
            #expect(level == books.level(sku))
        }
    }

    private func play(_ history: [any ShopEvent], note: Comment) {
        var books = Books([.apple: 4, .pear: 2])
        var ended: [OrderID: Reservation] = [:]
        var said: [OrderID: [EventType]] = [:]
        for event in history {
            let types = books.hear(event)
            if let order = (event as? any OrderEvent)?.orderID { said[order, default: []] += types }
            let balanced = books.state.stock.values.allSatisfy(\.isBalanced)
            #expect(balanced, note)
            for (order, reservation) in books.state.reservations {
                if let end = ended[order] { #expect(end == reservation, note) }
                if reservation.isEnd { ended[order] = reservation }
            }
        }
        for types in said.values {
            for type in [InventoryReserved.type, InventoryRejected.type, InventoryReleased.type] {
                #expect(types.filter { $0 == type }.count <= 1, note)
            }
        }
        let last = books.state
        for event in history where !(event is WarehouseReceived) { #expect(books.hear(event) == [], note) }
        #expect(books.state == last, note)
    }

    /// Three orders that want more than there is, each event once or twice, in any order.
    private static func history(_ random: inout SeededGenerator) -> [any ShopEvent] {
        var events: [any ShopEvent] = [WarehouseReceived(sku: .apple, quantity: 1)]
        for number in 1...3 {
            let order = OrderID.number(number)
            events += [placed((.apple, number), (.pear, 1), order: order), paid(order)] as [any ShopEvent]
            let ends: [any ShopEvent] = [dispatched(order), cancelled(order), failed(order)]
            events += ends.shuffled(using: &random).prefix(1)
            if Bool.random(using: &random) { events.append(cancelled(order)) }
        }
        events += events.filter { _ in Bool.random(using: &random) }
        return events.shuffled(using: &random)
    }
}

extension Reservation {
    fileprivate var isEnd: Bool {
        switch self {
        case .waiting, .reserved: false
        case .rejected, .released, .shipped: true
        }
    }
}
