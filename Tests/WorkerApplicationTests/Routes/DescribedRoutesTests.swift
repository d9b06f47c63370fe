import Choreography
import Foundation
import Inventory
import Order
import Payment
import ShopEvents
import Testing

@testable import InventoryWorker
@testable import OrderWorker
@testable import PaymentWorker
@testable import WorkerApplication

/// What the workers say of their doors at /openapi.json, held against what they answer.
@Suite("The workers' doors are as they are described", .timeLimit(.minutes(1)))
struct DescribedRoutesTests {
    /// Asks every operation what its own example says, `first` before the others.
    private func check(_ worker: WorkerAtWork, first: [String] = [], statuses: [String: Int] = [:])
        async throws
    {
        let document = try await DescribedDoor(worker.door)
        #expect(document.danglingReferences == [])
        let operations = document.operations.sorted { left, right in
            (first.firstIndex(of: left.name) ?? .max, left.name)
                < (first.firstIndex(of: right.name) ?? .max, right.name)
        }
        for operation in operations {
            // The example is the same everywhere, and good for one wish.
            let key = ["Idempotency-Key": operation.name]
            let answer = try await worker.door.ask(
                operation.method, operation.path, headers: operation.headers.merging(key) { $1 },
                body: operation.body)
            #expect(answer.status == statuses[operation.name] ?? 200, "\(operation.name)")
            #expect(operation.types[answer.status] == answer.headers["content-type"], "\(operation.name)")
            #expect(document.violations(in: answer, to: operation) == [], "\(operation.name)")
        }
        for name in first { #expect(operations.contains { $0.name == name }, "\(name)") }
    }

    @Test("order") func order() async throws {
        try await WorkerAtWork.with(OrderParticipant()) {
            try OrderWorker.endpoints($0)
        } _: { worker in
            // Cancelled at last, and without anybody to undo anything: at rest, so that its stream ends.
            _ = try await worker.ask("/orders", posting: OrderRoutesTests.body(.example), key: "k0")
            try await worker.say(PaymentVoided.example, by: "payment")
            try await worker.wait(for: .example, until: "cancelled")
            try await check(
                worker, first: ["post_orders"],
                statuses: ["post_orders": 202, "post_orders_id_cancel": 202])
        }
    }

    @Test("inventory") func inventory() async throws {
        let stock = try InitialStock([SKU.example.text: 3])
        try await WorkerAtWork.with(InventoryParticipant(initialStock: stock)) { context in
            StockRoutes(queries: StockQueries(context.store), entrance: context.entrance).endpoints
        } _: { worker in
            try await check(worker)
        }
    }

    @Test("payment") func payment() async throws {
        try await WorkerAtWork.with(PaymentParticipant(gateway: SimulatedGateway())) { context in
            PaymentRoutes(queries: PaymentQueries(context.store)).endpoints
        } _: { worker in
            try await worker.say(OrderPlaced.example, by: "order")
            while try await worker.ask("/payments/\(OrderID.example)").status != 200 {
                try await Task.sleep(for: .milliseconds(5))
            }
            try await check(worker)
        }
    }
}
