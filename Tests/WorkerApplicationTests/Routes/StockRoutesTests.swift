import Choreography
import ChoreographyTesting
import Foundation
import Inventory
import RabbitMQ
import ShopEvents
import Testing

@testable import InventoryWorker
@testable import WorkerApplication

@Suite("The inventory's HTTP door, with a worker at work", .timeLimit(.minutes(1)))
struct StockRoutesTests {
    private struct Receipt: Decodable {
        let sku: String
        let quantity: Int
        let status: String
    }

    private struct Shelves: Decodable {
        let items: [Shelf]
        let total, pages: Int
    }

    private func with(_ body: (WorkerAtWork) async throws -> Void) async throws {
        let stock = try InitialStock(["apple": 3, "fig": 0, "pear": 1])
        try await WorkerAtWork.with(InventoryParticipant(initialStock: stock)) { context in
            StockRoutes(queries: StockQueries(context.store), entrance: context.entrance).endpoints
        } _: { worker in
            try await body(worker)
        }
    }

    @Test("the shelves, page by page, and one of them")
    func read() async throws {
        try await with { worker in
            let page = try await worker.ask("/stock?page=2&page_size=2").json(Shelves.self)
            #expect(page.items.map(\.sku.text) == ["pear"])
            #expect(page.total == 3 && page.pages == 2)
            let apple = try await worker.ask("/stock/apple").json(Shelf.self)
            #expect(apple.initial == 3 && apple.onHand == 3 && apple.received == 0)
            #expect(try await worker.ask("/stock/melon").status == 404)
            #expect(try await worker.ask("/stock/a%20b").problem?.errors?.first?.field == "sku")
        }
    }

    @Test("a delivery counts once, however often it is told, and its key is good for nothing else")
    func receive() async throws {
        try await with { worker in
            let told = try await worker.ask("/stock/fig/receive", posting: #"{"quantity": 5}"#, key: "k1")
            #expect(told.status == 200)
            #expect(try told.json(Receipt.self).status == "applied")
            let again = try await worker.ask("/stock/fig/receive", posting: #"{"quantity":5}"#, key: "k1")
            #expect(again.status == 200)
            #expect(try again.json(Receipt.self).status == "duplicate")
            for path in ["/stock/fig/receive", "/stock/pear/receive"] {
                let other = try await worker.ask(path, posting: #"{"quantity": 6}"#, key: "k1")
                #expect(other.status == 422)
                #expect(other.problem?.type == "urn:problem:message-id-reused")
            }
            let fig = try await worker.ask("/stock/fig").json(Shelf.self)
            #expect(fig.received == 5 && fig.onHand == 5)
            #expect(try await worker.ask("/stock/pear").json(Shelf.self).received == 0)
            while await !worker.broker.history.contains(where: { $0.routingKey == "inventory.restocked" }) {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    @Test("what is refused has no effect, and its key is free")
    func refused() async throws {
        try await with { worker in
            for (body, key, status, field) in [
                (#"{"quantity": 0}"#, "k", 422, "quantity"),
                (#"{"quantity": 1000001}"#, "k", 422, "quantity"),
                (#"{"quantity": "5"}"#, "k", 400, "quantity"), ("{}", "k", 400, "quantity"),
                (#"{"quantity": 5}"#, nil, 400, "Idempotency-Key"),
                (#"{"quantity": 5}"#, "a b", 400, "Idempotency-Key"),
            ] as [(String, String?, Int, String)] {
                let answer = try await worker.ask("/stock/fig/receive", posting: body, key: key)
                #expect(answer.status == status, "\(body)")
                #expect(answer.problem?.errors?.map(\.field) == [field], "\(body)")
            }
            #expect(try await worker.ask("/stock/fig").json(Shelf.self).received == 0)
            let fine = try await worker.ask("/stock/fig/receive", posting: #"{"quantity": 5}"#, key: "k")
            #expect(fine.status == 200)
        }
    }
}
