import Choreography
import Foundation
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Hostile bodies") struct HostileBodiesTests {
        struct Attack: Sendable {
            let name: String
            /// Nil: it has its effect; empty: the broker puts it aside.
            let kind: String?
            let body: [UInt8]
            var order: String?

            init(_ name: String, _ kind: String?, _ body: String, order: String? = nil) {
                self.init(name, kind, Array(body.utf8), order: order)
            }

            init(_ name: String, _ kind: String?, _ body: [UInt8], order: String? = nil) {
                (self.name, self.kind, self.body, self.order) = (name, kind, body, order)
            }
        }

        private static func deep(_ open: String, _ close: String) -> String {
            let inner =
                String(repeating: open, count: 100_000) + "1" + String(repeating: close, count: 100_000)
            return #"{"order":"o","loaves":1,"more":"# + inner.prefix(250_000) + "}"
        }

        private static let longest = 256 * 1024

        static let attacks: [Attack] = [
            Attack("100,000 [", "not-json", String(repeating: "[", count: 100_000)),
            Attack("lists 100,000 deep", "not-json", deep("[", "]")),
            Attack("objects 40,000 deep", "not-json", String(repeating: #"{"a":"#, count: 40_000)),
            Attack("a number beyond all", "not-json", #"{"order":"o","loaves":1e400}"#),
            Attack(
                "a number of 100,000 digits", "not-json",
                #"{"order":"o","loaves":\#(String(repeating: "9", count: 100_000))}"#),
            Attack("an integer that overflows", "not-json", #"{"order":"o","loaves":9223372036854775808}"#),
            Attack("a fraction", "not-json", #"{"order":"o","loaves":1.5}"#),
            Attack("NaN", "not-json", #"{"order":"o","loaves":NaN}"#),
            Attack("a lone surrogate", "not-json", #"{"order":"\ud800","loaves":1}"#),
            Attack(
                "bytes that are no text", "not-json",
                Array(#"{"order":""#.utf8) + [0xFF, 0xC0] + Array(#"","loaves":1}"#.utf8)),
            Attack("NUL in the body", "not-json", Array("{\"order\":\"a\0b\",\"loaves\":1}".utf8)),
            Attack("only NUL", "not-json", [0, 0, 0, 0]),
            Attack("nothing", "not-json", ""),
            Attack("half", "not-json", #"{"order":"#),
            Attack("two values", "not-json", #"{"order":"o","loaves":1}{"order":"p","loaves":1}"#),
            Attack(
                "UTF-16 without its sign", nil,
                Array(#"{"order":"wide","loaves":1}"#.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }),
                order: "wide"),
            Attack(
                "a byte order mark", nil, [0xEF, 0xBB, 0xBF] + Array(#"{"order":"marked","loaves":1}"#.utf8),
                order: "marked"),
            Attack("a key twice", nil, #"{"order":"twice","loaves":1,"order":"twice"}"#, order: "twice"),
            Attack(
                "a string of nearly 256 KiB", "invalid-value",
                #"{"order":"\#(String(repeating: "o", count: longest - 40))","loaves":1}"#),
            Attack("a byte more than 256 KiB", "", Array(repeating: UInt8(ascii: " "), count: longest + 1)),
            Attack("spaces", "not-json", Array(repeating: UInt8(ascii: " "), count: longest)),
        ]

        @Test("harm nobody but themselves") func each() async throws {
            try await HostileBench.run { bench in
                try await bench.expectHealthy("first")
                var effects: Set = ["first"]
                for (number, attack) in Self.attacks.enumerated() {
                    var message = bench.order("", id: "id \(number)")
                    message.body = attack.body
                    #expect(try await bench.publish(message, as: "window") == .confirmed)
                    if let kind = attack.kind {
                        let letter = try await bench.onlyDeadLetter(attack.name)
                        let found = letter.properties.headers["x-exception-type"]?.string
                        #expect(found == (kind.isEmpty ? nil : kind), "\(attack.name)")
                        #expect(letter.body == attack.body, "\(attack.name)")
                    } else if let order = attack.order {
                        try await until("\(attack.name) has its effect") {
                            try await bench.bakes().contains(order)
                        }
                        effects.insert(order)
                    }
                    try await bench.expectHealthy("after \(number)")
                    effects.insert("after \(number)")
                }
                try await bench.expectNoDeadLetter()
                #expect(try await bench.bakes() == effects)
            }
        }
    }
}
