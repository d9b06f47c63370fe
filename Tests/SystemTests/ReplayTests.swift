import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// Dead letters that are replayed with another body, by the operator's command and by what is beneath it.
    @Suite("Edited replay", .timeLimit(.minutes(5))) struct ReplayTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("is shown, checked, sent to the participant that failed alone, and then the dead letter goes")
        func edited() async throws {
            let order = OrderID.random
            let id = UUID().uuidString
            try await publishBadPlaced(order, id: id)
            for participant in ["payment", "inventory"] { _ = try await letter(id, of: participant) }
            let good = try body(order)

            let dry = try await replay("payment", id, good, "--dry-run")
            #expect(dry.code == 0, "\(dry.error)")
            #expect(dry.output.contains("-   \"total\" : -\(OrderPlaced.example.total)\n"), "\(dry.output)")
            #expect(dry.output.contains("+   \"total\" : \(OrderPlaced.example.total)\n"))
            #expect(dry.output.contains("1 would be replayed"))

            let wrong = try await replay("payment", id, good.replacing("\"EUR\"", with: "7"))
            #expect(wrong.code == 65)
            #expect(
                wrong.error.contains("this is no order.placed: currency: must be a string"), "\(wrong.error)")
            let noJSON = try await replay("payment", id, "<order/>")
            #expect(noJSON.code == 65 && noJSON.error.contains("not valid JSON"), "\(noJSON.error)")
            _ = try await letter(id, of: "payment")
            #expect(await shop.said(about: order) == ["order.placed"], "nothing was sent")

            let done = try await replay("payment", id, good, "--json")
            #expect(done.code == 0, "\(done.error)")
            let report = try JSONSerialization.jsonObject(with: Data(done.output.utf8)) as? [String: Any]
            let newID = try #require(report?["message_id"] as? String)
            #expect(newID != id && report?["replay_of"] as? String == id)
            try await shop.wait(for: "payment.processed", of: order)
            let processed = try #require(
                await shop.events(of: order).first { $0.type == "payment.processed" })
            #expect(processed.causationID == newID, "it is the edited message that had the effect")
            #expect(try await shop.deadLetters(of: "payment").allSatisfy { $0.messageID != id })
            _ = try await letter(id, of: "inventory")
            #expect(await shop.said(about: order) == ["order.placed", "payment.processed"])
        }

        @Test("keeps what the message belongs to, and names what it stands for") func properties()
            async throws
        {
            let order = OrderID.random
            let id = UUID().uuidString
            try await publishBadPlaced(order, id: id)
            let entry = try await letter(id, of: "email")
            let edited = try entry.edited(body: Array(try body(order).utf8))
            #expect(edited.exchange == "" && edited.routingKey == "email")
            #expect(edited.properties.correlationID == "saga-\(order)")
            #expect(edited.properties.headers["cloudEvents_causationid"]?.string == "cause-\(order)")
            #expect(edited.properties.headers[DeadLetterEntry.replayOfHeader]?.string == id)
            #expect(edited.properties.headers["cloudEvents_id"]?.string == edited.properties.messageID)
            #expect(edited.properties.userID == "order" && edited.properties.type == "order.placed")
            #expect(UUID(uuidString: try #require(edited.properties.messageID)) != nil)
            #expect(!edited.properties.headers.contains { $0.key.hasPrefix("x-exception") })
            let other = try entry.edited(body: Array((try body(order) + " ").utf8))
            #expect(other.properties.messageID != edited.properties.messageID)
        }

        @Test("an end between confirm and ack loses nothing, and the second replay changes nothing")
        func interrupted() async throws {
            let order = OrderID.random
            let id = UUID().uuidString
            try await publishBadPlaced(order, id: id)
            let good = Array(try body(order).utf8)
            let operatorUser = try #require(
                try await shop.system.access.configuration(for: Topology.operatorUser))

            let desk = try await DeadLetterDesk(operatorUser, logger: quietLogger)
            _ = try await letter(id, of: "payment")
            let entry = try #require(
                try await desk.read(participants: ["payment"]).first { $0.messageID == id })
            let edited = try entry.edited(body: good)
            let error = await #expect(throws: AMQPError.self) {
                _ = try await desk.replay(entry, as: edited) { await desk.close() }
            }
            #expect(error?.code == .alreadyClosed)
            try await shop.wait(for: "payment.processed", of: order)
            _ = try await letter(id, of: "payment")

            let again = try await replay("payment", id, String(decoding: good, as: UTF8.self), "--json")
            #expect(again.code == 0 && again.output.contains("confirmed"), "\(again.error)")
            let editedID = try #require(edited.properties.messageID)
            #expect(again.output.contains(editedID), "the same edit has the same message id: \(again.output)")
            #expect(try await shop.deadLetters(of: "payment").allSatisfy { $0.messageID != id })
            // What comes later through the same queue shows that the second copy was handled.
            let next = try await shop.order()
            try await shop.wait(for: "payment.processed", of: next)
            #expect(await shop.said(about: order) == ["order.placed", "payment.processed"])
            let charges: [Int] = try await shop.rows(
                "payment", "SELECT count(*) FROM payments WHERE order_id = ?", order.text)
            #expect(charges == [1])
            #expect(
                try await shop.deadLetters(of: "payment").allSatisfy {
                    $0.delivery.properties.headers["x-replay-of"] == nil
                })
        }

        @Test("what nobody vouches for is not replayed, not even edited, and stays") func forged()
            async throws
        {
            let order = OrderID.random
            let id = UUID().uuidString
            let lost = Message(
                exchange: Topology.deadLettersExchange, routingKey: "payment",
                properties: BasicProperties(
                    headers: ["x-failed-queue": "nowhere", "x-original-user-id": "order"],
                    deliveryMode: .persistent, messageID: id, type: "order.placed"), body: [])
            #expect(try await shop.system.publish([lost], as: "payment") == [.confirmed])
            _ = try await letter(id, of: "payment")
            let outcome = try await replay("payment", id, try body(order))
            #expect(outcome.code == 1)
            #expect(outcome.error.contains("forged-sender: it has no user-id"), "\(outcome.error)")
            _ = try await letter(id, of: "payment")
        }

        /// An order.placed that nobody can read: each who hears it makes a dead letter of it.
        private func publishBadPlaced(_ order: OrderID, id: String) async throws {
            let message = Message(
                exchange: Topology.eventsExchange, routingKey: "order.placed",
                properties: BasicProperties(
                    headers: ["cloudEvents_causationid": .string("cause-\(order)")],
                    deliveryMode: .persistent,
                    correlationID: "saga-\(order)", messageID: id, userID: "order"),
                body: Array(try body(order, total: -OrderPlaced.example.total).utf8))
            #expect(try await shop.system.publish([message], as: "order") == [.confirmed])
        }

        private func body(_ order: OrderID, total: Int64 = OrderPlaced.example.total) throws -> String {
            var fields =
                try JSONSerialization.jsonObject(with: Data(EventJSON.encode(OrderPlaced.example)))
                as? [String: Any] ?? [:]
            fields["order_id"] = order.text
            fields["total"] = total
            return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
        }

        private func replay(
            _ participant: String, _ id: String, _ body: String, _ flags: String...
        ) async throws -> Program.Outcome {
            _ = try await letter(id, of: participant)
            return try await Program.run(
                "choreo",
                ["dlq", "replay", participant, "--id", id, "--body", "-", "--directory", shop.directory]
                    + flags,
                input: body)
        }

        private func letter(_ id: String, of participant: String) async throws -> DeadLetterEntry {
            try await shop.deadLetter(of: participant) { $0.messageID == id }
        }
    }
}
