import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// Bad input ends in the participant's dead letters with a reason that a person understands, never in a crash.
    @Suite("Bad input on a real broker", .timeLimit(.minutes(5))) struct BadInputTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let kind: String
            let says: String
            let body: String
            var messageID: String? = UUID().uuidString
            var headers: FieldTable = [:]
        }

        static let good = """
            {"customer":{"id":"c-1","name":"Zoë","email":"zoe@example.com"},"lines":[{"sku":"product_3",\
            "quantity":1,"unit_price":100}],"currency":"EUR","payment_token":"tok_visa","shipping_address":\
            {"name":"Zoë","street":"Hauptstr. 1","city":"Berlin","postal_code":"10115","country":"DE"}}
            """

        static let cases = [
            Case(testDescription: "not JSON", kind: "not-json", says: "not valid JSON", body: "<order/>"),
            Case(testDescription: "empty body", kind: "not-json", says: "not valid JSON", body: ""),
            Case(
                testDescription: "wrong shape", kind: "wrong-shape", says: "lines",
                body: good.replacingOccurrences(of: #""quantity":1"#, with: #""quantity":"one""#)),
            Case(
                testDescription: "unknown version", kind: "unknown-version", says: "version 9", body: good,
                headers: ["cloudEvents_dataschema": "urn:shop:order.requested:9"]),
            Case(
                testDescription: "negative price", kind: "invalid-value", says: "lines[0].unit_price",
                body: good.replacingOccurrences(of: ":100", with: ":-100")),
            Case(
                testDescription: "missing message id", kind: "missing-message-id", says: "message-id",
                body: good,
                messageID: nil),
            Case(
                testDescription: "10 MB", kind: "rejected", says: "too large",
                body: String(repeating: "x", count: 10 * 1024 * 1024)),
        ]

        @Test("is a dead letter with a reason; its neighbours are unharmed", arguments: cases)
        func badInput(_ input: Case) async throws {
            let shop = try Shop.open()
            let starts = await shop.system.states["order"]?.starts
            let before = try await shop.order()
            try await shop.plain(
                "order.requested", input.body, as: "storefront", messageID: input.messageID,
                headers: input.headers)
            let after = try await shop.order()
            let letter = try await shop.deadLetter(of: "order") { entry in
                entry.delivery.body.count == input.body.utf8.count && entry.exceptionType == input.kind
            }
            #expect(letter.exceptionMessage.contains(input.says), "\(letter.exceptionMessage)")
            #expect(letter.queue == "order.dlq")
            #expect(letter.messageID == input.messageID)
            #expect(letter.delivery.body == Array(input.body.utf8))
            try await shop.wait(for: "order.confirmed", of: before)
            try await shop.wait(for: "order.confirmed", of: after)
            #expect(await shop.system.states["order"]?.starts == starts, "nothing crashed")
        }

        @Test("an event said by somebody else than its owner has no effect") func forged() async throws {
            let shop = try Shop.open()
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            // The broker refuses it to every participant; the operator may write anywhere, under its own name only.
            let forged = try OutsideMessage(
                PaymentRefunded.example, messageID: UUID().uuidString)
            var message = forged.message
            message.properties.userID = Topology.operatorUser
            _ = try await shop.system.publish([message], as: Topology.operatorUser)
            let letter = try await shop.deadLetter(of: "order") {
                $0.messageID == message.properties.messageID
            }
            #expect(letter.exceptionType == "forged-sender")
            #expect(letter.exceptionMessage.contains("payment alone"))
        }
    }
}
