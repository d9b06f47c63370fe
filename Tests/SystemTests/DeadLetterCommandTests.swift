import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// What an operator does with dead letters, by the real commands.
    @Suite("Dead letters in the operator's hands", .timeLimit(.minutes(5))) struct DeadLetterCommandTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("poison is found, shown with what has happened, edited, and the order completes") func mended()
            async throws
        {
            let order = OrderID.random
            let id = UUID().uuidString
            try await shop.plain("order.requested", poison(order), as: "storefront", messageID: id)
            _ = try await shop.deadLetter(of: "order") { $0.messageID == id }

            let list = try await choreo("dlq", "list", "order", "--reason", "wrong-shape")
            #expect(list.code == 0 && list.output.contains("wrong-shape"), "\(list.output)\(list.error)")
            let trace = try await choreo("trace", order.text)
            #expect(trace.code == 1)
            #expect(
                trace.output.contains("missing: order could not handle order.requested"), "\(trace.output)")
            let shown = try await choreo("dlq", "show", "--id", id)
            #expect(shown.code == 0)
            for words in [
                "wrong-shape: lines[0].quantity", "order.dlq, failed 2", "x-original-routing-key",
                "\"quantity\": \"one\"", "what has happened:", "└ ✗ order.requested in order.dlq",
            ] { #expect(shown.output.contains(words), "\(words): \(shown.output)") }

            let edited = try await edit(id, #"sed -i 's/"one"/1/'"#)
            #expect(edited.code == 0, "\(edited.error)")
            #expect(edited.output.contains("to order as nobody  confirmed"), "\(edited.output)")
            #expect(edited.output.contains("+       \"quantity\" : 1,"), "\(edited.output)")
            try await shop.wait(for: "order.confirmed", of: order)
            #expect(try await shop.deadLetters(of: "order").allSatisfy { $0.messageID != id })
            let whole = try await choreo("trace", order.text)
            #expect(whole.code == 0, "\(whole.output)\(whole.error)")
            #expect(whole.output.contains("its cause is not in the history"), "\(whole.output)")
        }

        @Test("an edit without a change sends nothing; one with a mistake keeps the text and names the file")
        func mistaken() async throws {
            let order = OrderID.random
            let id = UUID().uuidString
            try await shop.plain("order.requested", poison(order), as: "storefront", messageID: id)
            _ = try await shop.deadLetter(of: "order") { $0.messageID == id }
            let unchanged = try await edit(id, "true")
            #expect(unchanged.code == 0 && unchanged.error.contains("unchanged, nothing sent"))
            #expect(unchanged.output == "")

            let wrong = try await edit(id, #"sed -i 's/"one"/"two"/'"#)
            #expect(wrong.code == 65)
            #expect(wrong.error.contains("this is no order.requested: lines[0].quantity"), "\(wrong.error)")
            let file = try #require(wrong.error.firstMatch(of: /--body (\S+)/)).1
            defer { try? FileManager.default.removeItem(atPath: String(file)) }
            #expect(try String(contentsOfFile: String(file), encoding: .utf8).contains(#""quantity": "two""#))
            let failed = try await edit(id, "false")
            #expect(failed.code == 1 && failed.error.contains("the editor (false)"), "\(failed.error)")
            let dry = try await edit(id, #"sed -i 's/"one"/3/'"#, "--dry-run")
            #expect(dry.code == 0 && dry.error.contains("nothing sent; your text is in"), "\(dry.error)")
            let kept = try #require(dry.error.firstMatch(of: /text is in (\S+)/)).1
            try? FileManager.default.removeItem(atPath: String(kept))

            #expect(await shop.said(about: order) == [], "nothing was sent")
            _ = try await shop.deadLetter(of: "order") { $0.messageID == id }
            let gone = try await choreo("dlq", "discard", "--id", id, "--yes", "--without-copy")
            #expect(gone.code == 0 && gone.output.contains("1 discarded"), "\(gone.error)")
        }

        @Test("discarded by reason, from a copy, and restored as they were") func discarded() async throws {
            let reason = "test-\(UUID().uuidString.lowercased())"
            let others = "\(reason)-other"
            try await publishLetters(3, reason: reason)
            try await publishLetters(1, reason: others)
            let before = try await choreo("dlq", "export", "email", "--reason", reason)
            #expect(before.output.split(separator: "\n").count == 3, "\(before.output)")

            let unasked = try await choreo("dlq", "discard", "--reason", reason)
            #expect(unasked.code == 64 && unasked.error.contains("--yes"), "\(unasked.error)")
            let dry = try await choreo("dlq", "discard", "--reason", reason, "--dry-run")
            #expect(dry.code == 0 && dry.output.hasSuffix("3 would be discarded\n"), "\(dry.output)")
            #expect(try await choreo("dlq", "export", "email", "--reason", reason).output == before.output)

            let copy = "\(shop.directory)/\(reason).jsonl"
            let done = try await choreo("dlq", "discard", "--reason", reason, "--yes", "--copy-to", copy)
            #expect(done.code == 0 && done.output.hasSuffix("3 discarded\n"), "\(done.output)\(done.error)")
            #expect(try String(contentsOfFile: copy, encoding: .utf8) == before.output)
            let none = try await choreo("dlq", "list", "--reason", reason)
            #expect(none.code == 1 && none.error.contains("no dead letter with reason \(reason)"))
            #expect(try await choreo("dlq", "list", "--reason", others).code == 0)
            let again = try await choreo("dlq", "discard", "--reason", others, "--yes", "--copy-to", copy)
            #expect(again.code == 1 && again.error.contains("is there already"), "\(again.error)")
            #expect(try await choreo("dlq", "list", "--reason", others).code == 0, "no copy, no discarding")

            let restored = try await choreo("dlq", "restore", copy)
            #expect(restored.code == 0 && restored.output == "3 restored\n", "\(restored.error)")
            #expect(try await choreo("dlq", "export", "email", "--reason", reason).output == before.output)
            for reason in [reason, others] {
                let end = try await choreo("dlq", "discard", "--reason", reason, "--yes", "--without-copy")
                #expect(end.code == 0)
            }
        }

        @Test("looking, however often, loses nothing and changes nothing, not even their order")
        func looking() async throws {
            let reason = "test-\(UUID().uuidString.lowercased())"
            try await publishLetters(12, reason: reason)
            let before = try await choreo("dlq", "export", "--reason", reason)
            #expect(before.output.split(separator: "\n").count == 12)
            #expect(before.output.contains("body_base64"), "a body that is no text is there too")
            for _ in 0..<3 {
                #expect(try await choreo("dlq", "list").code == 0)
                #expect(try await choreo("dlq", "show", "email", "--limit", "2").code == 0)
                #expect(try await choreo("dlq", "replay", "--reason", reason, "--dry-run").code == 0)
            }
            #expect(try await choreo("dlq", "export", "--reason", reason).output == before.output)
            #expect(
                try await choreo("dlq", "discard", "--reason", reason, "--yes", "--without-copy").code == 0)
        }

        @Test("replayed by reason: those and no others") func replayed() async throws {
            let reason = "test-\(UUID().uuidString.lowercased())"
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            try await publishLetters(2, reason: reason)
            try await publishLetters(1, reason: "\(reason)-other")
            let outcome = try await choreo("dlq", "replay", "--reason", reason)
            #expect(outcome.code == 0 && outcome.output.hasSuffix("2 replayed\n"), "\(outcome.output)")
            // What is in them is no event: it comes back with the true reason.
            #expect(try await choreo("dlq", "list", "--reason", reason).code == 1)
            #expect(try await choreo("dlq", "list", "--reason", "\(reason)-other").code == 0)
            let end = try await choreo(
                "dlq", "discard", "--reason", "\(reason)-other", "--yes", "--without-copy")
            #expect(end.code == 0)
        }

        private func choreo(_ arguments: String...) async throws -> Program.Outcome {
            try await settled()
            return try await Program.run("choreo", arguments + ["--directory", shop.directory])
        }

        private func edit(_ id: String, _ editor: String, _ flags: String...) async throws -> Program.Outcome
        {
            try await settled()
            return try await Program.run(
                "choreo", ["dlq", "edit", "--id", id, "--directory", shop.directory] + flags,
                environment: ["EDITOR": editor])
        }

        /// What another command has looked at is back in its queue only some time after that command has ended.
        private func settled() async throws {
            for participant in RunningSystem.workers { _ = try await shop.deadLetters(of: participant) }
        }

        private func poison(_ order: OrderID) -> String {
            BadInputTests.good.replacingOccurrences(of: #""quantity":1"#, with: #""quantity":"one""#)
                .replacingOccurrences(of: #"{"customer""#, with: #"{"order_id":"\#(order)","customer""#)
        }

        /// Dead letters of email, as email itself would write them; every other body is no text.
        private func publishLetters(_ count: Int, reason: String) async throws {
            let letters = (0..<count).map { number in
                Message(
                    exchange: Topology.deadLettersExchange, routingKey: "email",
                    properties: BasicProperties(
                        headers: [
                            "x-exception-type": .string(reason), "x-exception-message": "made by a test",
                            "x-original-exchange": "events", "x-original-routing-key": "order.rejected",
                            "x-original-user-id": "order", "x-failed-queue": "email", "x-attempts": .int64(1),
                            "x-failed-at": .string(Date().formatted(.timestamp)), "odd": .uint8(7),
                        ], deliveryMode: .persistent, messageID: UUID().uuidString, type: "order.rejected",
                        userID: "email"),
                    body: number.isMultiple(of: 2) ? [0xFF, UInt8(number)] : Array("number \(number)".utf8))
            }
            let outcomes = try await shop.system.publish(letters, as: "email")
            #expect(outcomes.allSatisfy { $0 == .confirmed })
        }
    }
}
