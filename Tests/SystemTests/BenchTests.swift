import Foundation
import GRDB
import ShopSystem
import Testing

extension SystemTests {
    /// The real thing in small: the figures of so few orders say nothing, but they have to be possible.
    @Suite("Bench", .timeLimit(.minutes(5))) struct BenchTests {
        struct Report: Decodable {
            let orders: Int
            let seconds: Double
            let orders_per_second: Double
            let messages_per_second: Double
            let messages_per_order: Double
            let deliveries_per_order: Double
            let latency_ms: [String: Double]
            let peak_rss_kb: [String: Int]
            let cpu_s_per_1000_orders: [String: Double]
            let commits_per_order: [String: Double]
            let fsyncs_per_order: [String: Double]?
        }

        private func folder() -> String {
            FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)").path
        }

        @Test("200 orders: figures that fit together, and nothing left behind") func small() async throws {
            let directory = folder()
            let arguments = ["--orders", "200", "--warm-up", "50", "--json", "--directory", directory]
            let outcome = try await Program.run("choreo", ["bench"] + arguments)
            try #require(outcome.code == 0, "\(outcome.error)")
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
            #expect(report.orders == 200)
            #expect(abs(report.orders_per_second - 200 / report.seconds) < 1)
            #expect(report.messages_per_order == 6, "asked for, placed, paid, reserved, scheduled, confirmed")
            #expect(report.deliveries_per_order == 11)
            #expect(abs(report.messages_per_second - 6 * 200 / report.seconds) < 6)
            let latencies = ["p50", "p90", "p99", "p999", "max"].compactMap { report.latency_ms[$0] }
            #expect(latencies.count == 5)
            #expect(latencies == latencies.sorted())
            #expect((latencies.first ?? 0) > 1)
            #expect((latencies.last ?? 0) <= report.seconds * 1000 + 1)
            let processes = Set(RunningSystem.workers + ["broker", "bench"])
            #expect(Set(report.peak_rss_kb.keys) == processes)
            #expect(report.peak_rss_kb.values.allSatisfy { (5000...2_000_000).contains($0) })
            #expect(Set(report.cpu_s_per_1000_orders.keys) == processes)
            #expect(report.cpu_s_per_1000_orders.values.allSatisfy { (0...100).contains($0) })
            #expect(Set(report.commits_per_order.keys) == Set(RunningSystem.workers))
            for (worker, commits) in report.commits_per_order {
                #expect((0.005...12).contains(commits), "\(worker)")
                // Every commit is one; where nobody may count them there are none.
                if let syncs = report.fsyncs_per_order?[worker] { #expect(syncs >= commits, "\(worker)") }
            }
            if let syncs = report.fsyncs_per_order {
                #expect(Set(syncs.keys) == processes.subtracting(["bench"]))
            }
            #expect(!FileManager.default.fileExists(atPath: directory))
        }

        @Test("every story at a rate, and money of somebody unknown: no figures, but what is wrong")
        func refused() async throws {
            let directory = folder()
            defer { try? FileManager.default.removeItem(atPath: directory) }
            async let running = Program.run(
                "choreo",
                ["bench", "--orders", "100", "--warm-up", "10", "--mix", "all", "--rate", "50", "--json"]
                    + ["--directory", directory])
            try await spoil("\(directory)/data/payment/payment.sqlite")
            let outcome = try await running
            #expect(outcome.code == 1)
            #expect(outcome.output == "")
            // Nothing is verified before every order has come to the end of its story.
            #expect(outcome.error.contains("invariant 3"), "\(outcome.error)")
            #expect(outcome.error.contains("no figures"))
            #expect(FileManager.default.fileExists(atPath: directory), "kept, to be looked at")
        }

        /// Writes as nobody but the worker should, as soon as there is something to write to.
        private func spoil(_ path: String) async throws {
            try await waitUntil("somebody has paid", timeout: .seconds(60)) {
                guard FileManager.default.fileExists(atPath: path) else { return false }
                var configuration = Configuration()
                configuration.readonly = true
                let database = try? DatabaseQueue(path: path, configuration: configuration)
                let count = try? await database?.read { db in
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM payments WHERE status = 'charged'")
                }
                return (count ?? 0) > 0
            }
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            try await DatabaseQueue(path: path, configuration: configuration).write { db in
                try db.execute(
                    sql: "INSERT INTO payments VALUES ('nobody', 'charged', 1, 'EUR', 'c', NULL, NULL, 0)")
            }
        }
    }
}
