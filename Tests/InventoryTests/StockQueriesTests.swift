import ChoreographyTesting
import Testing

@testable import Inventory
@testable import ShopEvents

@Suite("Asking the inventory's books")
struct StockQueriesTests {
    @Test("shelves in the order of their skus, a part at a time; one shelf; none")
    func shelves() async throws {
        let stage = try ParticipantStage(
            InventoryParticipant(initialStock: try InitialStock(["pear": 1, "apple": 3, "fig": 0])),
            score: .shop)
        let queries = StockQueries(reading: stage.database)
        try await stage.hear(WarehouseReceived(sku: SKU(known: "fig"), quantity: 4))
        let part = try await queries.shelves(offset: 1, limit: 2)
        let fig = Shelf(
            sku: SKU(known: "fig"), level: StockLevel(initial: 0, received: 4, onHand: 4))
        #expect(part.shelves.map(\.sku.text) == ["fig", "pear"])
        #expect(part.shelves.first == fig)
        #expect(part.total == 3)
        #expect(try await queries.shelf(of: SKU(known: "fig")) == fig)
        #expect(try await queries.shelf(of: SKU(known: "melon")) == nil)
        #expect(try await queries.shelves(offset: 3, limit: 9).shelves == [])
    }
}
