import Choreography
import RabbitMQ
import ShopSystem
import Testing

extension BrokerTests {
    @Suite("A forged event has no effect") struct ForgeryTests {
        @Test("when the broker refuses it: foreign type, default exchange, foreign name") func refused()
            async throws
        {
            try await HostileBench.run { bench in
                let attacks: [(Message, AMQPError.Code)] = [
                    (bench.order("foreign type", user: "till"), .accessRefused),
                    (bench.order("no name", user: nil), .accessRefused),
                    (
                        bench.order("straight", type: "window.ordered", key: "baker", exchange: ""),
                        .accessRefused
                    ),
                    (bench.order("foreign name", user: "window", key: "till.x"), .preconditionFailed),
                ]
                for (attack, code) in attacks {
                    #expect(try await bench.publish(attack, as: "till").unknown == code, "\(attack)")
                }
                try await bench.expectHealthy("good")
                #expect(try await bench.bakes() == ["good"])
                try await bench.expectNoDeadLetter()
            }
        }

        /// RabbitMQ checks the routing key and not what CC and BCC name, so these arrive: under a key that is
        /// not the baker's, whatever they say that they are.
        @Test(
            "when it comes through CC or BCC", arguments: ["CC", "BCC"], [nil, "window.ordered", "till.x"])
        func senderSelected(_ header: String, _ type: String?) async throws {
            try await HostileBench.run { bench in
                for user in ["till", nil] {
                    let attack = bench.order(
                        "attack", user: user, type: type, key: "till.x", headers: [header: ["window.ordered"]]
                    )
                    #expect(try await bench.publish(attack, as: "till") == .confirmed)
                    let letter = try await bench.onlyDeadLetter()
                    #expect(letter.properties.headers["x-exception-type"] == "unexpected-type")
                    #expect(letter.properties.headers["x-original-routing-key"] == "till.x")
                    let entry = DeadLetterEntry(participant: "baker", delivery: letter)
                    try await bench.expectReplayWithoutEffect(entry)
                }
                try await bench.expectHealthy("good")
                #expect(try await bench.bakes() == ["good"])
            }
        }

        @Test("when its sender may say one type and names another") func otherType() async throws {
            try await HostileBench.run { bench in
                let attack = bench.order("attack", type: "baker.baked")
                #expect(try await bench.publish(attack, as: "window") == .confirmed)
                let letter = try await bench.onlyDeadLetter()
                #expect(letter.properties.headers["x-exception-type"] == "unexpected-type")
                try await bench.expectReplayWithoutEffect(
                    DeadLetterEntry(participant: "baker", delivery: letter))
            }
        }

        @Test("when the operator replays a dead letter that somebody else has written") func letters()
            async throws
        {
            try await HostileBench.run { bench in
                let claims: FieldTable = [
                    "x-failed-queue": "baker", "x-original-user-id": "window",
                    "x-original-exchange": "events", "x-original-routing-key": "window.ordered",
                ]
                let death: FieldTable = ["x-death": [["reason": "rejected", "queue": "baker"]]]
                for (headers, user) in [(claims, nil), (claims, "till"), (death, nil), (death, "till")] {
                    let forged = bench.order(
                        "attack", user: user, type: "window.ordered", key: "baker",
                        exchange: Topology.deadLettersExchange, headers: headers)
                    #expect(try await bench.publish(forged, as: "till") == .confirmed)
                    let entry = DeadLetterEntry(
                        participant: "baker", delivery: try await bench.onlyDeadLetter())
                    #expect(entry.originalUser == user)
                    try await bench.expectReplayWithoutEffect(entry)
                }
                try await bench.expectHealthy("good")
                #expect(try await bench.bakes() == ["good"])
            }
        }

        @Test("when its headers come twice, the second time behind our back") func twice() async throws {
            try await HostileBench.run { bench in
                let sender = Raw.entry("x-original-user-id", "S", Raw.long(Array("somebody".utf8)))
                // The broker looks at the first CC alone; the second would make it refuse our copy for ever.
                let lists = Raw.entry("CC", "A", Raw.long([])) + Raw.entry("CC", "I", Raw.integer(Int32(1)))
                let answer = try await bench.publishRaw(
                    Raw.properties(headers: [sender, sender, lists], id: Array("twice".utf8)),
                    body: Array("no JSON".utf8))
                #expect(answer == .confirmed)
                let letter = try await bench.onlyDeadLetter()
                let names = letter.properties.headers.map { $0.key }
                #expect(!names.contains("x-original-user-id") && !names.contains("CC"), "\(names)")
                try await bench.expectHealthy("good")
            }
        }

        @Test("and a replay of what really failed has its effect, as its sender") func genuine() async throws
        {
            try await HostileBench.run { bench in
                var message = bench.order("o-1", id: "m-1", headers: ["mine": 7])
                message.body = Array(#"{"order":"o-1"}"#.utf8)
                // Far enough away for the baker to see it.
                message.properties.expiration = "60000"
                #expect(try await bench.publish(message, as: "window") == .confirmed)
                let letter = try await bench.onlyDeadLetter()
                #expect(letter.properties.expiration == nil, "a dead letter stays until somebody looks")
                let entry = DeadLetterEntry(participant: "baker", delivery: letter)
                #expect(entry.originalUser == "window")
                var replay = try entry.replay()
                var headers: FieldTable = ["mine": 7]
                headers["x-first-failed-at"] = letter.properties.headers["x-failed-at"]
                #expect(replay.properties.headers == headers)
                replay.body = Array(#"{"order":"o-1","loaves":1}"#.utf8)
                #expect(try await bench.publish(replay, as: Topology.operatorUser) == .confirmed)
                try await until("it is baked") { try await bench.bakes() == ["o-1"] }
            }
        }
    }
}

extension HostileBench {
    /// Refused before it is published, or a dead letter again.
    func expectReplayWithoutEffect(
        _ entry: DeadLetterEntry, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let message: Message
        do throws(Failure) {
            message = try entry.replay()
        } catch {
            #expect(!error.message.isEmpty)
            return
        }
        #expect(try await publish(message, as: Topology.operatorUser) == .confirmed)
        let letter = try await onlyDeadLetter(sourceLocation: sourceLocation)
        let kind = letter.properties.headers["x-exception-type"]?.string
        #expect(
            kind == "forged-sender" || kind == "unexpected-type", "\(kind ?? "")",
            sourceLocation: sourceLocation)
    }
}
