import Choreography
import Foundation
import ShopEvents
import Testing

/// What is decoded is what Foundation decodes, and so are the errors with their paths.
@Suite struct JSONDecodingTests {
    private static let events = Score.shop.events.compactMap { $0 as? any ShopEvent.Type }

    private func expectSame<Value: Decodable & Equatable>(
        _ type: Value.Type, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectSame(type, Array(text.utf8), sourceLocation: sourceLocation)
    }

    private func expectSame<Value: Decodable & Equatable>(
        _ type: Value.Type, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = Outcome { try JSONDecoder().decode(type, from: Data(bytes)) }
        let found = Outcome { try JSONCoder.decode(type, from: bytes) }
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        #expect(found == expected, "\(type) of \(text)", sourceLocation: sourceLocation)
    }

    @Test(arguments: events) func `an event is the same value`(_ type: any ShopEvent.Type) throws {
        func compare<E: ShopEvent>(_ event: E) throws {
            let bytes = [UInt8](try JSONEncoder.canonical.encode(event))
            #expect(try JSONCoder.decode(E.self, from: bytes) == event)
            let pretty = try JSONEncoder.canonicalIndented.encode(event)
            #expect(try JSONCoder.decode(E.self, from: [UInt8](pretty)) == event)
        }
        try compare(type.example)
    }

    @Test func `every shape is the same value`() throws {
        let values = String(decoding: try JSONEncoder.canonical.encode(Menagerie()), as: UTF8.self)
        expectSame(Menagerie.self, values)
        let nested = Nested(base: 1, numbers: [1, 2], inner: "x", parent: Base(base: 2))
        expectSame(Nested.self, String(decoding: try JSONEncoder.canonical.encode(nested), as: UTF8.self))
        expectSame(
            Nested.self, #"{"list":[[1,null],[2,{"a":3},{"base":4}]],"object":{},"parent":{"base":1}}"#)
        expectSame(Nested.self, #"{"list":[[1,{"a":3},4]],"object":{},"parent":{"base":1}}"#)
        expectSame(Nested.self, #"{"list":[[1,{"a":3}]],"object":{},"parent":{"base":1}}"#)
        expectSame(Nested.self, #"{"list":[[1,{}]],"object":{},"parent":{"base":1}}"#)
        expectSame(Nested.self, #"{"list":[[]],"object":{}}"#)
        expectSame(Nested.self, #"{"list":[],"object":{"z":1}}"#)
        expectSame(Nested.self, #"{"list":[],"object":[],"super":{"base":1}}"#)
        expectSame(Nested.self, #"{"list":[],"object":{},"super":{"base":1}}"#)
        expectSame(Tree.self, "[1,[2.5,[],[[-3]]],1e2]")
        expectSame(Tree.self, #"[1,[2.5,[],[["x"]]]]"#)
        expectSame([String: [PathTeller]].self, #"{"a\n":[{},{}]}"#)
        expectSame([String: Int?].self, #"{"a":null,"b":1,"é":2}"#)
        expectSame([Int: String].self, #"{"1":"a","2":"b"}"#)
        expectSame([Int?].self, "[null,1]")
    }

    static let texts = [
        "", " ", "1", " 1 ", "01", "-", "-0", "-01", "1.", ".5", "1.0", "1.5", "1e2", "1E+2", "1e", "1e+",
        "1.e2", "--1",
        "1-2", "1e999999", "-1e999999", "1e-999999", "0e5", "0.0", "-0.0", "128", "255", "256", "-128",
        "-129",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "9007199254740993", "9007199254740993.0", "9223372036854775807.0", "18446744073709551615", "12300e-2",
        "18446744073709551616", "1.0000000000000001", "123456789012345678901234567890", "0.1", "3.4e38",
        "3.5e38",
        "1.17549435e-38", "4.9e-324", "2e-324", "+1", "0x10", "NaN", "Infinity", "1 2", "1,", "\u{0}",
        "1\u{0}",
        "null", "nul", "nulll", "true", "false", "tru", "True", "\"\"", "\"", "\"a", "\"a\" ", "'a'", "\"1\"",
        #""\u0041""#, #""\u00e9\n\t\b\f\r\/\\\"""#, #""\ud83d\ude00""#, #""\ud83d""#, #""\ud83dx""#,
        #""\ud83d\n""#,
        #""\ude00""#, #""\ud83d\u0041""#, #""\ud83d\ud83d""#, #""\u12""#, #""\u12g4""#, #""\u12"34""#,
        #""\x""#,
        #""\""#, #""\"#, #""\u"#, #""\uD8"#, "\"\t\"", "\"a\u{1F}\"", "\"\u{7F}\"", "\"\u{0}\"", #""\u0000""#,
        "[]", "[", "]", "[1", "[1,", "[1,]", "[,]", "[,1]", "[1 2]", "[1,2", "[1}", "[[1],[2]]",
        "[\"\u{1}\"]",
        "{}", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{a:1}", "{1:1}",
        "{\"a\" : 1 }",
        "{\"a\":1]", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"\\u0061\":2,\"a\":1}",
        "{\"a\":1,\"\\x\":2}",
        "{\"\u{1}\":2,\"a\":1}", "{\"a\":1.2.3}", "{\"b\":1.2.3,\"a\":1}", "{\"b\":\"\\x\",\"a\":1}",
        "{\"é\":1,\"e\u{301}\":2}",
        "\u{FEFF}1", "\u{FEFF}{\"a\":1}", "// c\n1", "/**/1", "{\"a\":1}{\"a\":1}", "[1]\u{A0}", "\u{B}1",
        "{\"a\":tru}",
        "{\"a\":[1,{\"a\":null}]}",
    ]

    @Test(arguments: texts) func `every text is read alike`(_ text: String) {
        expectSame(Int.self, text)
        expectSame(UInt8.self, text)
        expectSame(Int8.self, text)
        expectSame(Int64.self, text)
        expectSame(UInt64.self, text)
        expectSame(Int128.self, text)
        expectSame(Double.self, text)
        expectSame(Float.self, text)
        expectSame(Bool.self, text)
        expectSame(String.self, text)
        expectSame(Optional<Int>.self, text)
        expectSame([Int].self, text)
        expectSame([String: Int].self, text)
        expectSame([[Double]].self, text)
        expectSame(Decimal.self, text)
        expectSame(URL.self, text)
        expectSame(Data.self, text)
        expectSame([Decimal].self, text)
        expectSame([Data].self, text)
        expectSame(Date.self, text)
    }

    @Test func `what is not UTF-8 is read alike`() {
        let text = #"{"text":"é"}"#
        for encoding in [
            String.Encoding.utf16BigEndian, .utf16LittleEndian, .utf32BigEndian, .utf32LittleEndian, .utf16,
        ] {
            expectSame([String: String].self, [UInt8](text.data(using: encoding) ?? Data()))
        }
        for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]]
            as [[UInt8]]
        {
            expectSame(String.self, Array("\"a".utf8) + bytes + Array("b\"".utf8))
            expectSame([String: Int].self, Array("{\"a".utf8) + bytes + Array("\":1}".utf8))
            expectSame(String.self, Array("\"\\n".utf8) + bytes + Array("\\n\"".utf8))
        }
        for length in 0...4 { expectSame(Int.self, [UInt8](repeating: 0, count: length)) }
        expectSame(Int.self, [0xFE, 0xFF, 0, 0x31])
        expectSame(Int.self, [0x31, 0])
    }

    @Test(arguments: [511, 512, 513, 100_000]) func `nesting is as deep as it may be`(_ depth: Int) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        expectSame([Empty].self, text)
        expectSame(
            Empty.self,
            String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth))
        // Foundation crashes at 513 brackets with nothing after them.
        expectSame(Empty.self, String(repeating: "[", count: depth) + " ")
        #expect(throws: DecodingError.self) {
            try JSONCoder.decode(Empty.self, from: String(repeating: "[", count: depth))
        }
        if depth <= 513 { expectSame(Tree.self, text) }
    }

    /// Reads nothing.
    private struct Empty: Decodable, Equatable { init(from decoder: any Decoder) {} }

    @Test(.timeLimit(.minutes(1))) func `a body of the greatest size is read soon`() throws {
        let keys = (0..<6000).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
        expectSame([String: Int].self, "{\(keys)}")
        expectSame([String: Int].self, "{\((0..<8000).map { #""k":\#($0)"# }.joined(separator: ","))}")
        expectSame([[Int]].self, "[\(Array(repeating: "[]", count: 20_000).joined(separator: ","))]")
        expectSame([Tree].self, "[\(Array(repeating: "1.5", count: 5000).joined(separator: ","))]")
        expectSame(Int.self, String(repeating: "9", count: 65_000))
        expectSame(Double.self, "0." + String(repeating: "9", count: 65_000))
        expectSame(String.self, "\"" + String(repeating: #"\n"#, count: 32_000) + "\"")
    }
}
