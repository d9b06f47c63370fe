import Choreography
import Foundation
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// Why an order is stuck, by one command.
    @Suite("Tracing an order", .timeLimit(.minutes(5))) struct TraceTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("names who owes which answer, and goes on telling until the order is at rest") func stuck()
            async throws
        {
            try await shop.system.pauseWorker("inventory")
            let order = try await shop.order()
            try await shop.wait(for: "payment.processed", of: order)
            let trace = try await choreo("trace", String(order.text.prefix(13)))
            #expect(trace.code == 1, "\(trace.error)")
            let missing = try #require(trace.output.split(separator: "\n").last)
            #expect(
                missing.hasPrefix("missing: inventory has not answered payment.processed since "),
                "\(missing)")
            #expect(
                missing.contains("1 consumer") && missing.hasSuffix("the worker does not answer"),
                "\(missing)")
            #expect(trace.output.contains("└ … inventory.reserved or .rejected"), "\(trace.output)")

            let json = try await choreo("trace", order.text, "--json")
            let report = try #require(
                JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(json.code == 1 && report["complete"] as? Bool == false)
            let owed = try #require((report["missing"] as? [[String: Any]])?.first)
            #expect(owed["participant"] as? String == "inventory" && owed["answers"] as? Bool == false)

            let (text, lines) = ("\(shop.directory)/followed", "\(shop.directory)/followed.json")
            async let followed = follow(order, into: text)
            async let followedAsJSON = follow(order, into: lines, "--json")
            try await waitUntil("they follow", timeout: .seconds(30)) {
                [text, lines].allSatisfy { read($0).contains("inventory has not answered") }
            }
            #expect(!read(text).contains("order.confirmed"))
            try await shop.system.resumeWorker("inventory")
            let codes = [try await followed, try await followedAsJSON]
            #expect(codes == [0, 0])
            #expect(
                read(text).contains("└ order.confirmed") && read(text).contains("6 events in"),
                "\(read(text))")
            let objects = try read(lines).split(separator: "\n").map {
                try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(objects.compactMap { $0["type"] as? String }.last == "order.confirmed")
            #expect(objects.last?["complete"] as? Bool == true)
        }

        @Test("an order that is complete, one that was cancelled, and one that is not there") func ends()
            async throws
        {
            let order = try await shop.order()
            let cancelled = try await shop.order(token: "tok_declined")
            for (order, type) in [(order, "order.confirmed"), (cancelled, "order.cancelled")]
                as [(OrderID, EventType)]
            {
                try await shop.wait(for: type, of: order)
                let trace = try await choreo("trace", order.text)
                #expect(trace.code == 0, "\(trace.output)\(trace.error)")
                #expect(trace.output.contains(" ms") && !trace.output.contains("missing"), "\(trace.output)")
                let followed = try await choreo("trace", order.text, "--follow")
                #expect(followed.code == 0 && followed.output.contains(type.rawValue), "\(followed.error)")
            }
            let none = try await choreo("trace", UUID().uuidString)
            #expect(none.code == 1 && none.error.contains("no event of an order"))
        }

        private func choreo(_ arguments: String...) async throws -> Program.Outcome {
            try await Program.run("choreo", arguments + ["--directory", shop.directory])
        }

        /// Its exit code; what it tells can be read in the file meanwhile.
        private func follow(_ order: OrderID, into file: String, _ flags: String...) async throws -> Int32 {
            let command = #"exec "$0" trace "$1" --follow --directory "$2" $4 > "$3" 2>&1"#
            return try await Program.run(
                system: "sh",
                [
                    "-c", command, "\(ShopUnderTest.executables)/choreo", order.text, shop.directory, file,
                    flags.joined(),
                ]
            ).code
        }

        private func read(_ path: String) -> String {
            (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        }
    }
}
