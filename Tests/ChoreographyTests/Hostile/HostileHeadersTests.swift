import Choreography
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Hostile headers") struct HostileHeadersTests {
        enum Fate: Sendable {
            /// The broker ends the sender's connection. It may have put the event into some queues before (3.10.8
            /// stumbles over a decimal only when it writes the history).
            case refused
            /// One dead letter of this kind.
            case dead(String)
            /// Only what is odd about it is ignored.
            case effect
        }

        struct Attack: Sendable {
            let name: String
            let fate: Fate
            var headers: [[UInt8]] = []
            var id: [UInt8]?
            var body: String?
        }

        private static func text(_ count: Int) -> [UInt8] {
            Raw.long(Array(repeating: UInt8(ascii: "a"), count: count))
        }

        private static let key255 = Array(repeating: UInt8(ascii: "k"), count: 255)

        static let attacks: [Attack] = [
            Attack(
                name: "tables 18,000 deep", fate: .dead("malformed-headers"),
                headers: [Raw.entry("t", "F", Raw.nested("F", depth: 18_000))]),
            Attack(
                name: "arrays 25,000 deep", fate: .dead("malformed-headers"),
                headers: [Raw.entry("a", "A", Raw.nested("A", depth: 25_000))]),
            Attack(
                name: "tables 60 deep", fate: .effect,
                headers: [Raw.entry("t", "F", Raw.nested("F", depth: 60))]),
            Attack(
                name: "an empty key", fate: .dead("malformed-headers"), headers: [Raw.entry("", "t", [1])]),
            Attack(name: "a key of 255 bytes", fate: .effect, headers: [Raw.entry(key255, "t", [1])]),
            Attack(
                name: "a key of 255 bytes that are no text", fate: .dead("malformed-headers"),
                headers: [Raw.entry(Array(repeating: 0xFF, count: 255), "t", [1])]),
            Attack(
                name: "a short key that is no text", fate: .effect,
                headers: [Raw.entry([0xFF, 0xC0], "t", [1])]),
            Attack(
                name: "a message id of 255 bytes that are no text", fate: .dead("malformed-headers"),
                id: Array(repeating: 0xFF, count: 255)),
            Attack(name: "a message id with NUL", fate: .effect, id: Array("m\0x".utf8)),
            Attack(
                name: "10,000 headers", fate: .dead("malformed-headers"),
                headers: (0..<10_000).map { Raw.entry("h\($0)", "t", [1]) }),
            Attack(
                name: "5,000 headers", fate: .effect,
                headers: (0..<5000).map { Raw.entry("h\($0)", "t", [1]) }),
            Attack(
                name: "a frame full of one header", fate: .dead("malformed-headers"),
                headers: [Raw.entry("h", "S", text(130_000))]),
            Attack(
                name: "a frame full of one header and no JSON", fate: .dead("malformed-headers"),
                headers: [Raw.entry("h", "S", text(130_000))], body: "no"),
            Attack(
                name: "60,000 bytes of headers and no JSON", fate: .dead("not-json"),
                headers: [Raw.entry("h", "S", text(60_000))], body: "no"),
            Attack(
                name: "NaN", fate: .refused,
                headers: [Raw.entry("d", "d", Raw.integer(Double.nan.bitPattern))]),
            Attack(name: "a decimal", fate: .refused, headers: [Raw.entry("D", "D", [2, 0, 0, 1, 0])]),
            Attack(name: "an unknown kind", fate: .refused, headers: [Raw.entry("?", "?", [1])]),
            Attack(name: "void", fate: .effect, headers: [Raw.entry("V", "V", [])]),
            Attack(
                name: "timestamps out of range", fate: .effect,
                headers: [
                    Raw.entry("T", "T", Raw.integer(UInt64.max)),
                    Raw.entry("cloudEvents_time", "T", Raw.integer(UInt64.max)),
                ]),
            Attack(name: "bytes", fate: .effect, headers: [Raw.entry("x", "x", Raw.long([0, 0xFF]))]),
            Attack(
                name: "known headers of other kinds", fate: .effect,
                headers: [
                    Raw.entry("x-attempts", "F", Raw.table([])),
                    Raw.entry("x-failed-queue", "A", Raw.long([])),
                    Raw.entry("cloudEvents_causationid", "I", Raw.integer(Int32(7))),
                    Raw.entry("x-delivery-count", "S", text(3)), Raw.entry("traceparent", "V", []),
                ]),
            Attack(
                name: "known headers of other kinds and no JSON", fate: .dead("not-json"),
                headers: [
                    Raw.entry("x-attempts", "F", Raw.table([])),
                    Raw.entry("x-exception-type", "A", Raw.long([])),
                    Raw.entry("x-death", "S", text(3)), Raw.entry("x-first-death-queue", "t", [1]),
                ], body: "no"),
            Attack(
                name: "a trace of 60,000 bytes", fate: .effect,
                headers: [Raw.entry("traceparent", "S", text(60_000))]),
            Attack(
                name: "a schema without a version", fate: .dead("unknown-version"),
                headers: [Raw.entry("cloudEvents_dataschema", "S", text(1000))]),
        ]

        /// RabbitMQ 3.10.8 would dead-letter nothing more of this queue, had it to dead-letter such a message.
        @Test("do not stop the broker from dead-lettering") func forgedDeath() async throws {
            try await HostileBench.run { bench in
                let death = Raw.entry("x-death", "A", Raw.long([UInt8(ascii: "t"), 1]))
                let large = Array(repeating: UInt8(ascii: " "), count: 300_000)
                let attacks: [(kind: String, headers: [[UInt8]], body: [UInt8])] = [
                    ("too-large", [death], large),
                    ("too-large", [death, Raw.entry("", "t", [1])], large),
                    ("malformed-headers", [death, Raw.entry("h", "S", Self.text(70_000))], []),
                    ("malformed-headers", [death, Raw.entry("t", "F", Raw.nested("F", depth: 100))], []),
                ]
                for (kind, headers, body) in attacks {
                    let properties = Raw.properties(headers: headers, id: Array("id".utf8))
                    #expect(try await bench.publishRaw(properties, body: body) == .confirmed)
                    let letter = try await bench.onlyDeadLetter(kind)
                    #expect(letter.properties.headers["x-exception-type"]?.string == kind)
                }
                var honest = bench.order("large")
                honest.body = large
                #expect(try await bench.publish(honest, as: "window") == .confirmed)
                #expect(try await bench.onlyDeadLetter("the honest one").body.count == large.count)
                try await bench.expectHealthy("good")
            }
        }

        @Test("harm nobody but themselves") func each() async throws {
            try await HostileBench.run { bench in
                try await bench.expectHealthy("first")
                var effects: Set = ["first"]
                var undecided: Set<String> = []
                for (number, attack) in Self.attacks.enumerated() {
                    let body = attack.body ?? #"{"order":"attack \#(number)","loaves":1}"#
                    let answer = try await bench.publishRaw(
                        Raw.properties(headers: attack.headers, id: attack.id ?? Array("id \(number)".utf8)),
                        body: Array(body.utf8))
                    switch attack.fate {
                    case .refused:
                        #expect(answer != .confirmed, "\(attack.name)")
                        undecided.insert("attack \(number)")
                    case .dead(let kind):
                        #expect(answer == .confirmed, "\(attack.name): \(answer)")
                        let letter = try await bench.onlyDeadLetter(attack.name)
                        let found = letter.properties.headers["x-exception-type"]?.string
                        #expect(found == kind, "\(attack.name): \(letter.malformed as Any)")
                        #expect(letter.body == Array(body.utf8), "\(attack.name)")
                    case .effect:
                        #expect(answer == .confirmed, "\(attack.name): \(answer)")
                        try await until("\(attack.name) has its effect") {
                            try await bench.bakes().contains("attack \(number)")
                        }
                        effects.insert("attack \(number)")
                    }
                    try await bench.expectHealthy("after \(number)")
                    effects.insert("after \(number)")
                }
                try await bench.expectNoDeadLetter()
                let wrong = try await bench.bakes().symmetricDifference(effects).subtracting(undecided)
                #expect(wrong.isEmpty, "\(wrong)")
                try await until("everything was said") { await bench.worker.health.outboxDepth == 0 }
                let traces = try await bench.said().compactMap {
                    $0.properties.headers["traceparent"]?.string
                }
                #expect(traces.allSatisfy { $0.utf8.count <= 128 }, "handed on with all that follows")
            }
        }
    }
}
