import Choreography
import ChoreographyTesting
import GRDB
import Testing

@testable import Inventory
@testable import ShopEvents

@Suite("Inventory and its database")
struct InventoryParticipantTests {
    private static let stock: SQLRequest<Row> =
        "SELECT sku, initial, received, on_hand, reserved, shipped FROM stock ORDER BY sku"
    private static let reservations: SQLRequest<Row> =
        "SELECT status, is_paid, lines FROM reservations ORDER BY order_id"

    private let stage: ParticipantStage

    init() throws {
        stage = try ParticipantStage(
            InventoryParticipant(initialStock: try InitialStock(["apple": 3, "pear": 1])), score: .shop)
    }

    @Test("Hears what the score says")
    func fitsTheScore() throws {
        let part = try #require(Score.shop.part(of: "inventory"))
        let heard = Set(InventoryParticipant().reactions.map(\.trigger))
        #expect(heard == Set(part.steps.map(\.trigger)))
    }

    @Test("Reserved, dispatched: the rows follow")
    func forward() async throws {
        #expect(try await stage.hear(placed((.apple, 2), (.pear, 1))).types == [])
        #expect(try await stage.rows(Self.reservations) == ["waiting 0 2 apple\n1 pear"])
        #expect(try await stage.hear(paid()).types == [InventoryReserved.type, InventoryDepleted.type])
        #expect(try await stage.rows(Self.stock) == ["apple 3 0 1 2 0", "pear 1 0 0 1 0"])
        #expect(try await stage.hear(dispatched()).types == [])
        #expect(try await stage.rows(Self.stock) == ["apple 3 0 1 0 2", "pear 1 0 0 0 1"])
        #expect(try await stage.rows(Self.reservations) == ["shipped 1 2 apple\n1 pear"])
    }

    @Test("Released: given back, once, whatever is heard again")
    func backward() async throws {
        try await stage.hear(paid())
        try await stage.hear(placed((.pear, 1)))
        #expect(try await stage.hear(failed()).types == [InventoryReleased.type, InventoryRestocked.type])
        #expect(try await stage.hear(cancelled()).types == [])
        #expect(try await stage.hear(placed((.pear, 1))).types == [])
        #expect(try await stage.rows(Self.stock) == ["apple 3 0 3 0 0", "pear 1 0 1 0 0"])
        #expect(try await stage.rows(Self.reservations) == ["released 1 1 pear"])
    }

    @Test("A tombstone is a row")
    func tombstone() async throws {
        #expect(try await stage.hear(cancelled()).types == [InventoryReleased.type])
        #expect(try await stage.rows(Self.reservations) == ["released 0 -"])
        #expect(try await stage.hear(paid()).types == [])
        #expect(try await stage.hear(placed((.apple, 1))).types == [])
    }

    @Test("Two orders want the last one: one gets it, the other is told how many there are")
    func lastOne() async throws {
        try await stage.hear(placed((.pear, 1), order: .number(1)))
        try await stage.hear(placed((.pear, 1), order: .number(2)))
        try await stage.hear(paid(.number(2)))
        #expect(try await stage.hear(paid(.number(1))).types == [InventoryRejected.type])
        #expect(try await stage.rows(Self.stock) == ["apple 3 0 3 0 0", "pear 1 0 0 1 0"])
    }

    @Test("A delivery of the warehouse counts once, whatever the inbox still knows")
    func receivedAgain() async throws {
        let delivery = WarehouseReceived(sku: .pear, quantity: 7)
        for _ in 0..<2 { try await stage.hear(delivery, messageID: "d-1") }
        #expect(try await stage.rows(Self.stock).contains("pear 1 7 8 0 0"))
        try await stage.hear(delivery, messageID: "d-2")
        #expect(try await stage.rows(Self.stock).contains("pear 1 14 15 0 0"))
    }

    @Test("Stock comes in; more than the books hold is a dead letter")
    func received() async throws {
        #expect(
            try await stage.hear(WarehouseReceived(sku: SKU(known: "fig"), quantity: 7)).types == [
                "inventory.restocked"
            ])
        #expect(try await stage.rows(Self.stock).contains("fig 0 7 7 0 0"))
        try await stage.database.write { db in
            try db.execute(
                sql: "UPDATE stock SET initial = ?1, on_hand = ?1 WHERE sku = 'pear'",
                arguments: [StockLevel.limit])
        }
        await #expect(throws: Failure.self) {
            try await stage.hear(WarehouseReceived(sku: .pear, quantity: 1))
        }
    }
}
