@testable import RabbitMQ

extension FuzzTarget {
    /// A property list with its field table: what can be read can be looked at from all sides, and is the same after
    /// it was written and read again.
    static let properties = FuzzTarget(
        name: "properties", seeds: { try ShopSeeds.properties() + TableSeeds.all() }, words: TableSeeds.words
    ) { bytes in
        guard let properties = try? BasicProperties(encoded: bytes) else { return }
        let isPlain = properties.isPlain
        guard let written = try? properties.encoded() else {
            return try must(!isPlain, "a plain property list cannot be written")
        }
        try must(!isPlain || written.count <= 48 << 10, "a plain property list has \(written.count) bytes")
        try must(written.count <= bytes.count * 3 + 64, "writing makes much out of little")
        let again = try BasicProperties(encoded: written)
        try must(try again.encoded() == written, "written again it is another")
        try check(properties.headers)
    }

    private static func check(_ table: FieldTable) throws {
        let entries = Array(table)
        try must(entries.count == table.count, "a table counts wrongly")
        try must(entries.isEmpty == table.isEmpty, "a table does not know that it is empty")
        for entry in entries.prefix(32) {
            _ = try must(table[entry.key], "an entry is not found by its key")
            _ = entry.value.integer
            _ = entry.value.string
        }
        _ = table.firstValue { $0.count == 1000 }
        // A change makes values of all entries, and their bytes anew.
        var changed = table
        changed["a key that is not there"] = nil
        try must(changed.count <= table.count, "taking out what is not there adds something")
        let changedProperties = BasicProperties(headers: changed)
        guard let written = try? changedProperties.encoded() else {
            return try must(!changedProperties.isPlain, "a changed table cannot be written")
        }
        var read = try BasicProperties(encoded: written).headers
        read["a key that is not there"] = nil
        try must(try BasicProperties(headers: read).encoded() == written, "a changed table is another")
    }
}

/// Tables with values of every kind, deep ones and long ones.
enum TableSeeds {
    static let words = [
        "t\u{1}", "S\0\0\0\u{4}", "F\0\0\0\u{8}", "A\0\0\0\u{8}", "x\0\0\0\0", "x-death", "V",
    ]

    static func all() throws -> [[UInt8]] {
        let values: [FieldValue] = [
            .bool(true), .int8(-1), .uint8(1), .int16(-2), .uint16(2), .int32(-3), .uint32(3), .int64(-4),
            .uint64(4), .float(0.5), .double(.nan), .decimal(scale: 2, value: 100), .string("text"),
            .bytes([0xFF]), .array([.void, .string("é")]), .timestamp(.max), .table(["inner": .void]), .void,
        ]
        let each = FieldTable(values.enumerated().map { ("key \($0.offset)", $0.element) })
        let deep = (0..<40).reduce(FieldTable()) { inner, depth in
            depth % 2 == 0 ? ["f": .table(inner)] : ["a": .array([.table(inner)])]
        }
        let death: FieldTable = ["x-death": .array([.table(["time": .timestamp(.max), "count": .int64(1)])])]
        return try [each, deep, death].map { try BasicProperties(headers: $0, timestamp: .max).encoded() }
    }
}
