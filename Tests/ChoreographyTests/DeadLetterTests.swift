import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import Testing

@testable import enum Choreography.DeadLetter

@Suite("Dead letters", .timeLimit(.minutes(2))) struct DeadLetterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: String
        let says: String
        var body = #"{"order":"o-1","loaves":1}"#
        var id: String? = "m-1"
        var user: String? = "window"
        var type: String?
        var key = "window.ordered"
        var exchange = Topology.eventsExchange
        var headers: FieldTable = [:]
    }

    static let cases: [Case] = [
        Case(testDescription: "not JSON", kind: "not-json", says: "not valid JSON", body: "order: o-1"),
        Case(testDescription: "a list", kind: "wrong-shape", says: "must be", body: "[1]"),
        Case(
            testDescription: "a field missing", kind: "wrong-shape", says: "loaves: is missing",
            body: #"{"order":"o-1"}"#),
        Case(
            testDescription: "a wrong type", kind: "wrong-shape", says: "loaves: must be a whole number",
            body: #"{"order":"o-1","loaves":"two"}"#),
        Case(
            testDescription: "out of range", kind: "invalid-value", says: "loaves: must be at least 1",
            body: #"{"order":"o-1","loaves":-3}"#),
        Case(testDescription: "no message id", kind: "missing-message-id", says: "message-id", id: nil),
        Case(
            testDescription: "unknown version", kind: "unknown-version", says: "version 7",
            headers: ["cloudEvents_dataschema": "urn:bakery:window.ordered:7"]),
        Case(
            testDescription: "the other prefix", kind: "unknown-version", says: "version 8",
            headers: ["cloudEvents:dataschema": "urn:bakery:window.ordered:8"]),
        Case(testDescription: "forged", kind: "forged-sender", says: "window alone", user: "till"),
        Case(
            testDescription: "type against routing key", kind: "unexpected-type",
            says: "is not the routing key",
            type: "baker.baked"),
        Case(
            testDescription: "not heard", kind: "unexpected-type", says: "does not hear baker.baked",
            type: "baker.baked", key: "baker", exchange: ""),
        Case(
            testDescription: "no type through the default exchange", kind: "unexpected-type",
            says: "must name its type", key: "baker", exchange: ""),
    ]

    @Test("bad input dies at once, with a reason, and its neighbours live", arguments: cases)
    func badInput(_ input: Case) async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.order("before")
            await bench.send(
                input.body, id: input.id, user: input.user, type: input.type, key: input.key,
                exchange: input.exchange, headers: input.headers)
            await bench.order("after")
            let letter = try #require(try await bench.deadLetters().first)
            try await bench.settled(worker)
            let headers = letter.properties.headers
            #expect(headers["x-exception-type"]?.string == input.kind)
            #expect(headers["x-exception-message"]?.string?.contains(input.says) == true, "\(headers)")
            #expect(headers["x-failed-queue"] == "baker")
            #expect(headers["x-original-exchange"]?.string == input.exchange)
            #expect(headers["x-original-routing-key"]?.string == input.key)
            #expect(headers["x-original-user-id"]?.string == input.user)
            #expect(headers["x-attempts"]?.integer == 1)
            #expect(headers["x-failed-at"]?.string != nil)
            #expect(letter.properties.userID == "baker")
            #expect(letter.properties.messageID == input.id)
            #expect(letter.body == Array(input.body.utf8))
            for (name, value) in input.headers { #expect(headers[name] == value) }
        }
        #expect(try await bench.rows("SELECT order_id FROM bakes ORDER BY 1") == ["after", "before"])
        #expect(try await bench.rows("SELECT count(*) FROM inbox") == [2], "a replay must work")
    }

    @Test("an oversized body is rejected unread") func oversized() async throws {
        let bench = try Bench()
        try await bench.withBaker(configuration: WorkerConfiguration(maximumBodyBytes: 1000)) { worker in
            await bench.send(String(repeating: "x", count: 1001))
            await bench.order("after")
            let letter = try #require(try await bench.deadLetters().first)
            try await bench.settled(worker)
            #expect(letter.body.count == 1001)
        }
        #expect(try await bench.rows("SELECT order_id FROM bakes") == ["after"])
    }

    @Test("a message id with another body is quarantined") func reusedID() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.order("o-1", id: "m-1")
            await bench.order("o-2", id: "m-1")
            let letter = try #require(try await bench.deadLetters().first)
            try await bench.settled(worker)
            #expect(letter.properties.headers["x-exception-type"] == "message-id-reused")
        }
        #expect(try await bench.rows("SELECT order_id FROM bakes") == ["o-1"])
    }

    @Test("saying what the score forbids rolls the event back") func scoreViolated() async throws {
        let bench = try Bench()
        let baker = Baker(oven: nil) { order, transaction in
            if order.order == "bad" { try transaction.say(LoafStale(order: "bad")) }
        }
        try await bench.withBaker(baker) { worker in
            await bench.order("good")
            await bench.order("bad")
            let letter = try #require(try await bench.deadLetters().first)
            try await bench.settled(worker)
            #expect(letter.properties.headers["x-exception-type"] == "score-violated")
        }
        #expect(try await bench.rows("SELECT order_id FROM bakes") == ["good"])
    }

    @Test("a replay is the message as it was, for its queue alone") func replay() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.send(#"{"order":"o-1","loaves":0}"#, id: "m-1", headers: ["mine": 7])
            let letter = try #require(try await bench.deadLetters().first)
            let replay = try DeadLetter.replay(letter, in: "baker", type: "window.ordered")
            #expect(replay.exchange.isEmpty && replay.routingKey == "baker")
            #expect(replay.properties.messageID == "m-1")
            #expect(replay.properties.userID == "window")
            #expect(replay.properties.type == "window.ordered")
            var headers: FieldTable = ["mine": 7]
            headers["x-first-failed-at"] = letter.properties.headers["x-failed-at"]
            #expect(replay.properties.headers == headers, "so that it is not replayed for ever")
            #expect(replay.body == letter.body)
            var mended = replay
            mended.body = Array(#"{"order":"o-1","loaves":1}"#.utf8)
            #expect(await bench.broker.publish(mended) == .confirmed)
            try await bench.settled(worker)
        }
        #expect(try await bench.rows("SELECT order_id FROM bakes") == ["o-1"])
    }
}
