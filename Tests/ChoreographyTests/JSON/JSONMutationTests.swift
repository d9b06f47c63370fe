import Choreography
import ChoreographyTesting
import Foundation
import ShopEvents
import Testing

/// Thousands of broken bodies, and both decoders say the same to each: the same value, or the same kind of error with
/// the same path. No class of bodies is left out; but there is no dictionary with values in them, as Foundation
/// complains about any one of those that are wrong.
@Suite(.serialized) struct JSONMutationTests {
    private static let words = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "false", "0", "-1", "1.0", "1e2", "2.50",
        "-",
        "1e999999", "9223372036854775807", "9223372036854775808", "18446744073709551616", "0.1e-400", "01",
        "1.", "\"\"", "\"a\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\udc00", "\\u12", "\\x", "\u{0}",
        "\u{1}", "\t", " ", "\n", "é", "😀", "{}", "[]", "{\"sku\":1}", "[[]]", "\"order_id\":",
        "\"quantity\":", "\"lines\":", "\u{FEFF}", "// x", "NaN", "nul", "tru", "1,2", "e\u{301}",
    ]

    private func compare<Value: Codable & Equatable>(_ example: Value, count: Int = 5000, seed: UInt64) throws
    {
        let body = [UInt8](try JSONEncoder.canonical.encode(example))
        let decoder = JSONDecoder()
        var mutator = ByteMutator(seed: seed, words: Self.words)
        var readable = 0
        for number in 0..<count {
            let body = mutator.mutate(body)
            let expected = Outcome { try decoder.decode(Value.self, from: Data(body)) }
            let found = Outcome { try JSONCoder.decode(Value.self, from: body) }
            try #require(found == expected, "\(number): \(String(decoding: body, as: UTF8.self))")
            if case .value = found { readable += 1 }
        }
        // Otherwise it would be about nothing but the first broken byte.
        #expect(readable > count / 200)
    }

    @Test func `an order is read alike, however it is broken`() throws {
        try compare(OrderPlaced.example, seed: 1)
    }

    @Test func `a request is read alike, however it is broken`() throws {
        try compare(OrderRequested.example, seed: 2)
    }

    @Test func `a reservation is read alike, however it is broken`() throws {
        try compare(InventoryReserved.example, seed: 3)
    }

    @Test func `a refund is read alike, however it is broken`() throws {
        try compare(PaymentRefunded.example, seed: 4)
    }

    @Test func `every kind of value is read alike, however it is broken`() throws {
        try compare(Menagerie(), seed: 5)
    }

    @Test func `what is found out by trying is read alike, however it is broken`() throws {
        try compare(Tree.branch([.leaf(1), .twig(1.5), .branch([.leaf(2), .branch([])])]), seed: 6)
        try compare(Nested(base: 1, numbers: [1, 2], inner: "x", parent: Base(base: 2)), seed: 7)
    }
}
