import Foundation
import ShopSystem
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
            let folder = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let (code, output) = try await run(["demo", "--json"] + flags, in: folder)
            #expect(code == 0)
            let report = try JSONDecoder().decode(Report.self, from: output)
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

        private func run(_ arguments: [String], in folder: URL) async throws -> (code: Int32, output: Data) {
            let process = Process()
            process.executableURL = URL(filePath: ShopUnderTest.executables).appending(path: "choreo")
            process.arguments = arguments
            process.currentDirectoryURL = folder
            let output = folder.appending(path: "output.json")
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = FileHandle.nullDevice
            let code = try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
            return (code, try Data(contentsOf: output))
        }
    }
}
