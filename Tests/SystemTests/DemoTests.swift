import Foundation
import Testing

extension SystemTests {
    /// What somebody sees who has just cloned the repository.
    @Suite("The demo", .timeLimit(.minutes(5))) struct DemoTests {
        struct Report: Decodable {
            struct Order: Decodable {
                let scenario: String
                let order_id: String
                let status: String
                let reason: String?
            }
            struct DeadLetter: Decodable {
                let queue: String
                let type: String
                let exception_type: String
            }
            let orders: [Order]
            let dead_letters: [DeadLetter]
            let mails: Int
            let ok: Bool
        }

        @Test("tells every story and ends with 0", arguments: [[], ["--in-memory"]])
        func demo(flags: [String]) async throws {
            let outcome = try await Program.run("choreo", ["demo", "--json"] + flags)
            #expect(outcome.code == 0)
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
            #expect(report.ok)
            #expect(
                Dictionary(uniqueKeysWithValues: report.orders.map { ($0.scenario, $0.status) }) == [
                    "confirmed": "confirmed", "declined": "cancelled", "out_of_stock": "cancelled",
                    "undeliverable": "cancelled", "cancelled": "cancelled", "expired": "cancelled",
                    "duplicate": "confirmed",
                ])
            #expect(report.dead_letters.map(\.exception_type) == ["not-json"])
            #expect(report.mails == 14)
        }
    }
}
