import ChoreographyTesting
import Testing

@testable import RabbitMQ

/// Tables that are kept as their bytes, against ``EagerTable``.
@Suite struct LazyTableTests {
    @Test(arguments: 1...30) func agreesWithAnEagerTable(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for round in 0..<1000 {
            var bytes = try wire(Self.table(depth: 0, using: &random))
            // The first of ten stays sound.
            if round % 10 != 0 { Self.damage(&bytes, using: &random) }
            if try check(bytes) { accepted += 1 }
        }
        #expect(accepted > 150)
        #expect(accepted < 950)
    }

    /// A key that is no text is found by what it is read as, and no other way.
    @Test func oddKeys() throws {
        let bytes: [UInt8] = [
            2, 0xFF, 0xC0, UInt8(ascii: "t"), 1, 0, UInt8(ascii: "t"), 0, 2, 0xC3, 0xA9, UInt8(ascii: "t"), 1,
            2, 0xC3, 0xA9, UInt8(ascii: "t"), 0,
        ]
        let table = try received(bytes)
        #expect(table["\u{FFFD}\u{FFFD}"] == true)
        #expect(table[""] == false)
        #expect(table["é"] == true)
        // Equal as text, and another key.
        #expect(table["e\u{301}"] == nil)
        #expect(try check(bytes))
    }

    @Test func writesWhatItGotAndNothingElse() throws {
        // A true that is a 2, and a text that is none: both would be written otherwise.
        let bytes: [UInt8] = [1, 98, UInt8(ascii: "t"), 2, 1, 115, UInt8(ascii: "S"), 0, 0, 0, 1, 0xFF]
        #expect(try wire(received(bytes)) == bytes)
        let nested: FieldTable = ["t": .table(try received(bytes))]
        #expect(try wire(nested).suffix(bytes.count) == bytes)
    }

    @Test func aKeyThatMayNotBeWrittenIsRefusedHoweverDeepItLies() throws {
        let bytes: [UInt8] = [0, UInt8(ascii: "t"), 1]
        let inner = try received(bytes)
        #expect(throws: AMQPError.self) { try wire(inner) }
        let outer: [UInt8] = [1, 116, UInt8(ascii: "F"), 0, 0, 0, 3] + bytes
        let table = try received(outer)
        #expect(throws: AMQPError.self) { try wire(table) }
        #expect(throws: AMQPError.self) { try wire(["a": [.table(inner)]]) }
        #expect(!BasicProperties(headers: table).isPlain)
    }

    /// What is sound by itself may be too deep where it is put.
    @Test func nestingCountsFromTheOutermostTable() throws {
        func nested(_ depth: Int) -> FieldTable { depth == 0 ? [:] : ["t": .table(nested(depth - 1))] }
        let deep = try received(wire(nested(WireWriter.maximumDepth)))
        #expect(try wire(deep) == wire(nested(WireWriter.maximumDepth)))
        let error = #expect(throws: AMQPError.self) { try wire(["t": .table(deep)]) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func aChangeDecodesAndLeavesTheRestAndOtherCopies() throws {
        let original = try received(wire(WireTests.everyKind))
        var changed = original
        changed["string"] = "other"
        changed["void"] = nil as FieldValue?
        changed["new"] = 1
        var expected = WireTests.everyKind
        expected["string"] = "other"
        expected["void"] = nil as FieldValue?
        expected["new"] = 1
        #expect(changed == expected)
        #expect(changed.hashValue == expected.hashValue)
        #expect(original == WireTests.everyKind)
        #expect(original.hashValue == WireTests.everyKind.hashValue)
        #expect(original != changed)
        #expect(Array(changed).map(\.key) == Array(expected).map(\.key))
    }

    @Test func plainIsWhatCanBeWrittenAndIsNotLong() throws {
        func isPlain(_ bytes: Int) throws -> Bool {
            let table: FieldTable = ["k": .string(String(repeating: "a", count: bytes))]
            return BasicProperties(headers: try received(wire(table))).isPlain
        }
        #expect(try isPlain(40_000))
        #expect(try !isPlain(45_000))
    }

    /// Compares what comes out of the two, and whether anything does; whether it was accepted.
    private func check(_ bytes: [UInt8]) throws -> Bool {
        let eager: EagerTable
        do { eager = try EagerTable(bytes[...]) } catch {
            let found = #expect(throws: AMQPError.self) { try received(bytes) }
            #expect(found?.code == .protocolViolation)
            let word =
                switch error {
                case .truncated: "ends before"
                case .tooDeep: "deeper"
                case .unknownKind: "unknown kind"
                }
            #expect(found?.message.contains(word) == true, "\(found as Any) for \(error), \(bytes)")
            return false
        }
        let lazy = try received(bytes)
        #expect(eager.agrees(with: lazy), "\(bytes)")
        #expect(lazy["nothing like it"] == nil)
        #expect(lazy == lazy)
        if eager.hasOddKey {
            // Refused or written with the key as it is read: never as it came.
            #expect((try? wire(lazy)) != bytes, "\(bytes)")
        } else {
            #expect(try wire(lazy) == bytes)
        }
        // By setting each entry a table is put together that has no key twice, and the last value of each.
        let built = FieldTable(lazy.map { ($0.key, $0.value) })
        if Set(eager.entries.map(\.key)).count == eager.entries.count, !"\(built)".contains("nan") {
            #expect(built == lazy)
            #expect(built.hashValue == lazy.hashValue)
        }
        return true
    }

    private func received(_ bytes: [UInt8]) throws -> FieldTable {
        let length = withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) }
        // No headers at all are no table, so one other property is there as well.
        return try BasicProperties(encoded: [0x30, 0] + length + bytes + [2]).headers
    }

    private func wire(_ table: FieldTable) throws -> [UInt8] {
        var writer = WireWriter()
        try writer.table(table)
        return Array(writer.bytes.dropFirst(4))
    }

    private static func damage(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.remove(at: place)
            case 3: bytes.insert("tbBsuIilLfdDSxATFV".utf8.randomElement(using: &random) ?? 0, at: place)
            default: bytes.removeSubrange(place...)
            }
        }
    }

    private static func table(depth: Int, using random: inout SeededGenerator) -> FieldTable {
        let keys = ["a", "b", "cloudEvents_id", "cloudEvents_type", "straße", "x-death", "e\u{301}", "é"]
        var table = FieldTable()
        for _ in 0..<Int.random(in: 0..<6, using: &random) {
            table[keys.randomElement(using: &random) ?? ""] = value(depth: depth, using: &random)
        }
        return table
    }

    private static func value(depth: Int, using random: inout SeededGenerator) -> FieldValue {
        let plain = WireTests.everyKind.map(\.value) + [.uint64(.max), .float(.nan), .double(-0.0)]
        guard depth < 4, Int.random(in: 0..<4, using: &random) == 0 else {
            return plain.randomElement(using: &random) ?? nil
        }
        if Bool.random(using: &random) { return .table(table(depth: depth + 1, using: &random)) }
        return .array((0..<3).map { _ in value(depth: depth + 1, using: &random) })
    }
}
