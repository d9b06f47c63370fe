import CollectorTesting
import Foundation
import FoundationNetworking
import ShopEvents
import ShopSystem
import Subprocess
import Testing

extension SystemTests {
    /// What the running shop tells of itself: metrics that Prometheus takes, traces that a collector takes.
    @Suite(.serialized) struct ObservabilityTests {
        static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")
        static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()

        @Test("one order is one trace through all five participants; every worker's metrics are as described")
        func order() async throws {
            try await TestCollector.listen { collector, url in
                let settings = ["OTEL_EXPORTER_OTLP_ENDPOINT": url]
                let shop = try await ShopUnderTest.open(deadline: nil) { _ in
                    Dictionary(uniqueKeysWithValues: RunningSystem.workers.map { ($0, settings) })
                }
                do {
                    let order = try await shop.order()
                    try await shop.wait(for: OrderConfirmed.type, of: order)
                    try await shop.waitForMails(["received", "confirmed"], about: order)
                    try await expectOneTrace(of: order, in: collector)
                    try await expectMetrics(of: shop)
                } catch {
                    await shop.close()
                    throw error
                }
                await shop.close()
            }
        }

        private func expectOneTrace(of order: OrderID, in collector: TestCollector) async throws {
            let workers = Set(RunningSystem.workers)
            func spans() throws -> [ReceivedSpan] {
                try collector.spans.filter {
                    $0.attributes["messaging.message.conversation_id"] == order.text
                }
            }
            try await waitUntil("all five have told of the order", timeout: .seconds(30)) {
                let spans = try spans()
                return Set(spans.map(\.service)) == workers
                    && spans.contains { $0.name == "process events:order.confirmed:email" }
            }
            let all = try spans()
            #expect(Set(all.map(\.traceID)).count == 1, "\(Set(all.map(\.traceID)))")
            // The storefront has no tracer: the first worker begins the trace.
            let known = Set(all.map(\.spanID))
            let roots = all.filter { $0.parentSpanID == nil }
            #expect(roots.map(\.name) == ["process events:order.requested:order"])
            #expect(all.allSatisfy { $0.parentSpanID.map(known.contains) ?? true }, "each parent was told of")
            for name in [
                "send events:order.placed", "process events:order.placed:payment",
                "send events:payment.processed", "process events:payment.processed:inventory",
                "send events:inventory.reserved", "process events:inventory.reserved:shipping",
                "send events:shipping.scheduled", "process events:shipping.scheduled:order",
                "send events:order.confirmed", "process events:order.confirmed:email",
                "prepare order.placed",
            ] {
                #expect(all.contains { $0.name == name }, "\(name)")
            }
            #expect(all.allSatisfy { $0.attributes["server.address"] != nil || $0.name.hasPrefix("prepare") })
        }

        private func expectMetrics(of shop: ShopUnderTest) async throws {
            var names: Set<String> = []
            for (worker, state) in await shop.system.states {
                let door = try #require(state.http, "\(worker)")
                let (data, response) = try await URLSession.shared.data(
                    from: try #require(URL(string: "\(door)/metrics")))
                #expect((response as? HTTPURLResponse)?.statusCode == 200)
                let text = String(decoding: data, as: UTF8.self)
                names.formUnion(text.matches(of: /(?m)^([a-z_]+)/).map { String($0.output.1) })
                if Self.isInstalled { try await expectPromtoolToTake(text, of: worker) }
            }
            for file in ["topology/grafana-dashboard.json", "topology/alerts.yaml"] {
                let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
                let used = Set(
                    text.matches(of: /\b((?:choreography|messaging_(?:process|client)|shop)_[a-z_]+)/)
                        .map { String($0.output.1) })
                #expect(used.count > 5)
                #expect(used.subtracting(names) == [], "\(file) names what no worker tells")
            }
        }

        private func expectPromtoolToTake(_ text: String, of worker: String) async throws {
            let result = try await run(
                .name("promtool"), arguments: ["check", "metrics"],
                environment: .custom(["PATH": "/usr/bin:/bin"]), input: .string(text),
                output: .string(limit: 100_000), error: .string(limit: 100_000))
            #expect(
                result.terminationStatus.isSuccess && result.standardError.isEmpty,
                "\(worker): \(result.standardOutput) \(result.standardError)")
        }
    }
}
