import Choreography
import Foundation
import Inventory
import Order
import ShopEvents
import Testing

@testable import OrderWorker
@testable import WorkerApplication

@Suite("The metrics at /metrics", .timeLimit(.minutes(1))) struct MetricsRouteTests {
    private func scrape(_ context: WorkerContext, _ gauges: [ScrapedGauge]) -> [Endpoint] {
        let scrape = Scrape(
            participant: "order", registry: MetricRegistry(), worker: context.worker, gauges: gauges,
            startTime: 1_800_000_000.5, logger: context.logger)
        return MetricsRoutes { await scrape.text() }.endpoints
    }

    private func lines(_ worker: WorkerAtWork) async throws -> [String] {
        let answer = try await worker.ask("/metrics")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        return String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("how the worker is, and where the orders stand") func order() async throws {
        try await WorkerAtWork.with(OrderParticipant()) { context in
            try OrderWorker.endpoints(context) + scrape(context, OrderWorker.gauges(context))
        } _: { worker in
            _ = try await worker.ask("/orders", posting: OrderRoutesTests.body(.example), key: "k0")
            var found: [String] = []
            while !found.contains(#"shop_orders{participant="order",status="pending"} 1"#) {
                found = try await lines(worker)
                try await Task.sleep(for: .milliseconds(5))
            }
            for status in ["confirmed", "shipped", "delivered", "cancelling", "cancelled", "rejected"] {
                #expect(found.contains("shop_orders{participant=\"order\",status=\"\(status)\"} 0"))
            }
            for outcome in ["applied", "duplicate", "retried", "postponed", "deferred", "dead"] {
                let count = outcome == "applied" ? 1 : 0
                #expect(
                    found.contains(
                        "choreography_deliveries_total{participant=\"order\",outcome=\"\(outcome)\"} \(count)"
                    ))
            }
            let plain = { (name: String, value: String) in
                "choreography_\(name){participant=\"order\"} \(value)"
            }
            for (name, value) in [
                ("ready", "1"), ("consuming", "1"), ("publishing", "1"), ("outbox_parked", "0"),
                ("retries_waiting", "0"), ("timers_pending", "1"), ("start_time_seconds", "1800000000.5"),
            ] {
                #expect(found.contains(plain(name, value)), "\(name)")
            }
            for name in ["outbox_depth", "outbox_age_seconds", "published_total"] {
                #expect(found.contains { $0.hasPrefix("choreography_\(name){") }, "\(name)")
            }
        }
    }

    @Test("a gauge that cannot be read is missing; the others are there") func trouble() async throws {
        struct Broken: Error {}
        try await WorkerAtWork.with(InventoryParticipant(initialStock: try InitialStock(["a": 1]))) {
            context in
            scrape(
                context,
                [
                    ScrapedGauge("shop_broken", "Broken.") { throw Broken() },
                    ScrapedGauge("shop_shelves", "Shelves.") { 3 },
                ])
        } _: { worker in
            let found = try await lines(worker)
            #expect(!found.contains { $0.contains("shop_broken") })
            #expect(found.contains(#"shop_shelves{participant="order"} 3"#))
        }
    }
}
