@testable import RabbitMQ

/// Why a table cannot be read.
enum EagerTrouble: Error {
    case truncated, tooDeep, unknownKind
}

/// A value of an ``EagerTable``.
indirect enum EagerValue {
    case plain(FieldValue)
    case array([EagerValue])
    case table(EagerTable)
}

/// What a field table is when all of it is decoded as it comes: the plain reading of the format, by which the lazy
/// one is measured. Shares no code with it.
final class EagerTable {
    private(set) var entries: [(key: String, value: EagerValue)] = []
    /// Whether some key, here or further in, is empty or no text.
    private(set) var hasOddKey = false

    /// Reads the entries of a table without the length in front.
    init(_ bytes: ArraySlice<UInt8>, depth: Int = 0) throws(EagerTrouble) {
        var rest = bytes
        while !rest.isEmpty {
            let length = Int(try Self.number(&rest, 1))
            let key = try Self.take(&rest, length)
            if key.isEmpty || String(validating: key, as: UTF8.self) == nil { hasOddKey = true }
            entries.append((String(decoding: key, as: UTF8.self), try field(&rest, depth)))
        }
    }

    private func field(_ rest: inout ArraySlice<UInt8>, _ depth: Int) throws(EagerTrouble) -> EagerValue {
        guard depth < 64 else { throw .tooDeep }
        switch UInt8(try Self.number(&rest, 1)) {
        case UInt8(ascii: "t"): return .plain(.bool(try Self.number(&rest, 1) != 0))
        case UInt8(ascii: "b"): return .plain(.int8(Int8(truncatingIfNeeded: try Self.number(&rest, 1))))
        case UInt8(ascii: "B"): return .plain(.uint8(UInt8(try Self.number(&rest, 1))))
        case UInt8(ascii: "s"): return .plain(.int16(Int16(truncatingIfNeeded: try Self.number(&rest, 2))))
        case UInt8(ascii: "u"): return .plain(.uint16(UInt16(try Self.number(&rest, 2))))
        case UInt8(ascii: "I"): return .plain(.int32(Int32(truncatingIfNeeded: try Self.number(&rest, 4))))
        case UInt8(ascii: "i"): return .plain(.uint32(UInt32(try Self.number(&rest, 4))))
        case UInt8(ascii: "l"): return .plain(.int64(Int64(bitPattern: try Self.number(&rest, 8))))
        case UInt8(ascii: "L"): return .plain(.uint64(try Self.number(&rest, 8)))
        case UInt8(ascii: "f"): return .plain(.float(Float(bitPattern: UInt32(try Self.number(&rest, 4)))))
        case UInt8(ascii: "d"): return .plain(.double(Double(bitPattern: try Self.number(&rest, 8))))
        case UInt8(ascii: "D"):
            return .plain(
                .decimal(scale: UInt8(try Self.number(&rest, 1)), value: UInt32(try Self.number(&rest, 4))))
        case UInt8(ascii: "S"):
            let content = try Self.long(&rest)
            return .plain(
                String(validating: content, as: UTF8.self).map { .string($0) } ?? .bytes(Array(content)))
        case UInt8(ascii: "x"): return .plain(.bytes(Array(try Self.long(&rest))))
        case UInt8(ascii: "T"): return .plain(.timestamp(try Self.number(&rest, 8)))
        case UInt8(ascii: "V"): return .plain(.void)
        case UInt8(ascii: "A"):
            var content = try Self.long(&rest)
            var values: [EagerValue] = []
            while !content.isEmpty { values.append(try field(&content, depth + 1)) }
            return .array(values)
        case UInt8(ascii: "F"):
            let nested = try EagerTable(try Self.long(&rest), depth: depth + 1)
            if nested.hasOddKey { hasOddKey = true }
            return .table(nested)
        default: throw .unknownKind
        }
    }

    /// Whether `table` has the same entries, whichever way one asks.
    func agrees(with table: FieldTable) -> Bool {
        let found = Array(table)
        guard table.count == entries.count, table.isEmpty == entries.isEmpty, found.count == entries.count
        else {
            return false
        }
        for (entry, other) in zip(entries, found) {
            guard entry.key.utf8.elementsEqual(other.key.utf8), Self.agree(entry.value, other.value) else {
                return false
            }
            let first = entries.first { $0.key.utf8.elementsEqual(entry.key.utf8) }
            guard let first, let asked = table[entry.key], Self.agree(first.value, asked) else {
                return false
            }
        }
        return true
    }

    private static func agree(_ value: EagerValue, _ other: FieldValue) -> Bool {
        switch (value, other) {
        case (.table(let table), .table(let other)): table.agrees(with: other)
        case (.array(let values), .array(let others)):
            values.count == others.count && zip(values, others).allSatisfy { agree($0, $1) }
        // What is not a number is not even equal to itself.
        case (.plain(.float(let number)), .float(let other)): number.bitPattern == other.bitPattern
        case (.plain(.double(let number)), .double(let other)): number.bitPattern == other.bitPattern
        case (.plain(let value), _): value == other
        default: false
        }
    }

    private static func long(_ rest: inout ArraySlice<UInt8>) throws(EagerTrouble) -> ArraySlice<UInt8> {
        try take(&rest, Int(try number(&rest, 4)))
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ count: Int) throws(EagerTrouble) -> UInt64 {
        try take(&rest, count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func take(
        _ rest: inout ArraySlice<UInt8>, _ count: Int
    ) throws(EagerTrouble) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
