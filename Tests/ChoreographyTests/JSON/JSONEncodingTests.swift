import Choreography
import ChoreographyTesting
import Foundation
import ShopEvents
import Testing

/// What is encoded is what Foundation encodes, byte by byte.
@Suite struct JSONEncodingTests {
    private static let events = Score.shop.events.compactMap { $0 as? any ShopEvent.Type }

    private func expectSame(
        _ value: some Encodable, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let expected = String(decoding: try JSONEncoder.canonical.encode(value), as: UTF8.self)
        #expect(try JSONCoder.text(of: value) == expected, sourceLocation: sourceLocation)
    }

    @Test(arguments: events) func `an event is the same bytes`(_ type: any ShopEvent.Type) throws {
        try expectSame(type.example)
    }

    @Test func `every shape is the same bytes`() throws {
        var menagerie = Menagerie()
        try expectSame(menagerie)
        menagerie.none = -7
        menagerie.some = nil
        try expectSame(menagerie)
        try expectSame([menagerie, menagerie])
        let names = [
            "é": 1, "e\u{302}": 2, "z": 3, "Z": 4, "10": 5, "9": 6, "\"": 7, "a/b": 8, "": 9, "\n": 10,
        ]
        try expectSame(names)
        try expectSame([names])
        try expectSame(Nested(base: 1, numbers: [1, 2, 3], inner: "second", parent: Base(base: 2)))
        try expectSame(Nested(base: 1, numbers: [], inner: nil, parent: Base(base: 2)))
        try expectSame(Tree.branch([.leaf(1), .twig(1.25), .branch([]), .branch([.branch([.leaf(-3)])])]))
        try expectSame(["x": [PathTeller(), PathTeller()]])
        try expectSame([1: "one", 2: "two"])
        try expectSame([URL(string: "a b"), nil])
        try expectSame([Data(), Data([255])])
        try expectSame([Decimal(0), Decimal(-1.5), Decimal.greatestFiniteMagnitude])
        try expectSame(["a": Optional<Int>.none])
        try expectSame([String: Int]())
        try expectSame([Int]())
    }

    @Test func `single values are the same bytes`() throws {
        try expectSame("text")
        try expectSame("")
        try expectSame(1)
        try expectSame(true)
        try expectSame(Optional<Int>.none)
        try expectSame(Int64.min)
        try expectSame(UInt128.max)
        try expectSame(Date(timeIntervalSinceReferenceDate: 0))
    }

    @Test func `every character is escaped alike`() throws {
        for value in (0...0x2FF as ClosedRange<UInt32>).map({ $0 }) + [
            0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x10FFFF,
        ] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            // In each place of the eight bytes that are looked at together.
            for count in 0..<9 {
                let text = String(repeating: "a", count: count) + String(scalar) + "bcdefghij"
                try expectSame([text: text])
            }
        }
    }

    @Test func `random texts and keys are the same bytes`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let texts = (0..<Int.random(in: 0...40, using: &random)).map { _ in text(&random) }
            try expectSame(texts)
            try expectSame(Dictionary(zip(texts, 1...)) { $1 })
        }
    }

    private func text(_ random: inout SeededGenerator) -> String {
        let highest: UInt32 = [0x7F, 0x7F, 0x3FF, 0x10FFFF].randomElement(using: &random) ?? 0
        let values = (0..<Int.random(in: 0...20, using: &random)).map { _ in
            UInt32.random(in: 0...highest, using: &random)
        }
        return String(String.UnicodeScalarView(values.compactMap(Unicode.Scalar.init)))
    }

    @Test func `random numbers are the same bytes`() throws {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<2000 {
            let bits = random.next()
            let (double, float) = (
                Double(bitPattern: bits), Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            )
            if double.isFinite { try expectSame(double) }
            if float.isFinite { try expectSame([float]) }
            try expectSame(Int64(bitPattern: bits) >> Int64.random(in: 0..<64, using: &random))
            try expectSame(["d": Double(Int64(bitPattern: bits) >> 20) / 8])
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a number that is not finite is refused where it stands`(_ number: Double) throws {
        struct Wrong: Encodable { let list: [[String: Double]] }
        let wrong = Wrong(list: [[:], ["x": number]])
        let path = path(of: #expect(throws: EncodingError.self) { try JSONCoder.encode(wrong) })
        #expect(path == ["list", "Index 1", "x"])
        let other = #expect(throws: EncodingError.self) { try JSONEncoder.canonical.encode(wrong) }
        #expect(path == self.path(of: other))
        #expect(throws: EncodingError.self) { try JSONCoder.encode(Float(number)) }
    }

    private func path(of error: EncodingError?) -> [String]? {
        guard case .invalidValue(_, let context) = error else { return nil }
        return context.codingPath.map(\.stringValue)
    }

    @Test func `what encodes nothing is refused as a whole and empty as a part`() throws {
        struct Nothing: Encodable { func encode(to encoder: any Encoder) {} }
        #expect(throws: EncodingError.self) { try JSONCoder.encode(Nothing()) }
        try expectSame([Nothing()])
        try expectSame(["a": Nothing()])
    }

    @Test func `what fails and is let fail leaves nothing behind`() throws {
        struct Careless: Encodable {
            enum Keys: String, CodingKey { case z, a, list }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(1, forKey: .z)
                try? container.encode(Double.nan, forKey: .z)
                try? container.encode([1, .infinity], forKey: .a)
                var list = container.nestedUnkeyedContainer(forKey: .list)
                try? list.encode(Float.nan)
                try? list.encode(["x": Double.nan])
                try list.encode(list.count)
                try list.encode([list.count])
            }
        }
        // Not compared: Foundation's encoder keeps half of what failed, and crashes at the next dictionary.
        #expect(try JSONCoder.text(of: Careless()) == #"{"list":[0,[1]],"z":1}"#)
    }

    @Test func `so deep that nobody could read it is refused`() throws {
        func tree(_ depth: Int) -> Tree { (1..<depth).reduce(Tree.branch([])) { tree, _ in .branch([tree]) } }
        for depth in [510, 511, 512, 513] {
            let isFine = (try? JSONEncoder.canonical.encode(tree(depth))) != nil
            #expect(((try? JSONCoder.encode(tree(depth))) != nil) == isFine, "\(depth)")
        }
    }
}
