import Choreography
import Foundation
import GRDB
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// Read models that are made anew by the operator's command, while the workers work.
    @Suite("Rebuild", .timeLimit(.minutes(5))) struct RebuildTests {
        private struct Report: Decodable {
            struct Outcome: Decodable {
                let name, state: String
                let position, head: Int
            }
            let projections: [Outcome]
        }

        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("of all read models, or one: each in its place, and the same as before") func same()
            async throws
        {
            var orders: [OrderID] = []
            for _ in 0..<5 { orders.append(try await shop.order(price: 10)) }
            for order in orders { try await shop.wait(for: "order.confirmed", of: order) }
            try await shop.say(CarrierDelivered(orderID: orders[0], trackingNumber: "T-1"))
            try await shop.cancel(orders[1])
            try await shop.wait(for: "order.cancelled", of: orders[1])
            try await waitUntil("the view has taken in all") {
                let (seen, lag) = (try await views(of: orders), try await lag())
                return seen.count == 5 && lag == 0
            }
            let (before, generationsBefore) = (try await views(of: orders), try await generations())

            let all = try await rebuild("--json")
            #expect(all.code == 0, "\(all.error)")
            let report = try JSONDecoder().decode(Report.self, from: Data(all.output.utf8))
            #expect(
                report.projections.map(\.name).sorted() == [
                    "cancellations_by_reason", "customer_history", "daily_revenue", "order_view",
                ])
            #expect(report.projections.allSatisfy { $0.state == "finished" && $0.position >= 15 })
            #expect(try await views(of: orders) == before)
            let generationsAfter = try await generations()
            #expect(generationsAfter.min() ?? 0 > generationsBefore.max() ?? 0, "all are new")

            let one = try await rebuild("order_view")
            #expect(one.code == 0 && one.output.hasPrefix("order_view  rebuilt from "), "\(one.error)")
            #expect(try await generations().filter { !generationsAfter.contains($0) }.count == 1)
            #expect(try await views(of: orders) == before)
            // It follows on.
            let next = try await shop.order()
            try await waitUntil("the view has the next order") { try await views(of: [next]).count == 1 }
        }

        @Test("is refused with words: what is not there, and where nobody answers") func refused()
            async throws
        {
            let unknown = try await rebuild("order_views")
            #expect(unknown.code == 1)
            #expect(
                unknown.error.contains("the worker order: no projection order_views; there are: order_view,"),
                "\(unknown.error)")
            let none = try await rebuild("--worker", "payment")
            #expect(
                none.code == 1 && none.error.contains("the worker payment has no read models"),
                "\(none.error)")
            let stranger = try await rebuild("--worker", "paymnt")
            #expect(
                stranger.code == 65 && stranger.error.contains("Did you mean payment?"), "\(stranger.error)")
            let nowhere = try await Program.run(
                "choreo", ["rebuild", "--directory", shop.directory + "/data"])
            #expect(nowhere.code == 69 && nowhere.error.contains("no shop runs in"), "\(nowhere.error)")
            let silent = try await Program.run("choreo", ["rebuild", "--url", "http://127.0.0.1:1"])
            #expect(silent.code == 69 && silent.error.contains("nothing listens there"), "\(silent.error)")
        }

        @Test("at a door with a token, of a worker without a broker; a fact that nobody can read is told")
        func elsewhere() async throws {
            let token = ShopUnderTest.passwordMark + "door"
            let worker = try StrayWorker("order", environment: Self.settings(token: token))
            let url = try await Self.door(of: worker)
            let unknown = try await Program.run("choreo", ["rebuild", "--url", url])
            #expect(unknown.code == 69 && unknown.error.contains("Set CHOREO_HTTP_TOKEN"), "\(unknown.error)")
            let known = try await Program.run(
                "choreo", ["rebuild", "order_view", "--url", url], environment: ["CHOREO_HTTP_TOKEN": token])
            #expect(known.code == 0 && known.output.contains("rebuilt from 0 facts"), "\(known.error)")
            #expect(!(known.output + known.error + unknown.error).contains(token))
            #expect(try await worker.end() == 0)

            try await Self.spoil(worker.folder + "/order.sqlite")
            let next = try StrayWorker("order", environment: Self.settings(token: token, data: worker.folder))
            let failed = try await Program.run(
                "choreo", ["rebuild", "--json", "--url", try await Self.door(of: next)],
                environment: ["CHOREO_HTTP_TOKEN": token])
            #expect(failed.code == 1)
            #expect(failed.error.contains("what was there before is in use still"), "\(failed.error)")
            let report = try JSONDecoder().decode(Report.self, from: Data(failed.output.utf8))
            #expect(report.projections.count == 4 && report.projections.contains { $0.state == "failed" })
            #expect(failed.output.contains("\"error\":"), "\(failed.output)")
            #expect(try await next.end() == 0)
        }

        private static func settings(token: String, data: String? = nil) -> [String: String] {
            var settings = ["AMQP_URL": "amqp://order@127.0.0.1:1/shop", "HTTP_TOKEN": token]
            settings["DATA"] = data
            return settings
        }

        private static func door(of worker: StrayWorker) async throws -> String {
            struct Announced: Decodable { let http: String }
            try await waitUntil("the door is open; it says \(worker.log)", timeout: .seconds(30)) {
                worker.announcement != nil
            }
            let text = try #require(worker.announcement)
            return try JSONDecoder().decode(Announced.self, from: Data(text.utf8)).http
        }

        /// Records what no order ever was, while no worker has the file.
        private static func spoil(_ path: String) async throws {
            let database = try DatabaseQueue(path: path)
            try await database.write { db in
                _ = try EventStore().append(
                    [.init(id: "x", type: "placed", data: "{}")], to: "spoilt", expectedVersion: 0,
                    at: Date(),
                    in: db)
            }
            try database.close()
        }

        private func rebuild(_ arguments: String...) async throws -> Program.Outcome {
            try await Program.run("choreo", ["rebuild", "--directory", shop.directory] + arguments)
        }

        /// All that the view has about the orders, column by column.
        private func views(of orders: [OrderID]) async throws -> [String] {
            let columns: [String] = try await shop.rows(
                "order", "SELECT name FROM pragma_table_info('order_view')")
            let row = columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")
            var views: [String] = []
            for order in orders {
                views += try await shop.rows(
                    "order", "SELECT \(row) FROM order_view WHERE order_id = ?", order.text)
            }
            return views
        }

        private func generations() async throws -> [Int] {
            try await shop.rows("order", "SELECT generation FROM projections")
        }

        /// How many facts the hindmost view is behind.
        private func lag() async throws -> Int? {
            let lags: [Int] = try await shop.rows(
                "order", "SELECT (SELECT max(position) FROM events) - min(position) FROM projections")
            return lags.first
        }
    }
}
