/// Reads AMQP 0-9-1 wire types out of bytes. Never reads past the end, whatever the bytes say.
struct WireReader {
    private let bytes: [UInt8]
    private var position = 0
    private var end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.end = bytes.count
    }

    var isAtEnd: Bool { position == end }

    mutating func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws(AMQPError) -> T {
        var value: T = 0
        for octet in try take(T.bitWidth / 8) { value = (value &<< 8) | T(truncatingIfNeeded: octet) }
        return value
    }

    mutating func bit() throws(AMQPError) -> Bool { try integer(UInt8.self) & 1 != 0 }

    mutating func shortString() throws(AMQPError) -> String {
        let length = Int(try integer(UInt8.self))
        return String(decoding: try take(length), as: UTF8.self)
    }

    mutating func table(depth: Int = 0) throws(AMQPError) -> FieldTable {
        let outer = try enter()
        var table = FieldTable()
        while !isAtEnd {
            let key = try shortString()
            table.append(try field(depth: depth), for: key)
        }
        end = outer
        return table
    }

    private mutating func array(depth: Int) throws(AMQPError) -> [FieldValue] {
        let outer = try enter()
        var values: [FieldValue] = []
        while !isAtEnd { values.append(try field(depth: depth)) }
        end = outer
        return values
    }

    private mutating func field(depth: Int) throws(AMQPError) -> FieldValue {
        guard depth < WireWriter.maximumDepth else {
            throw violation("tables are nested deeper than \(WireWriter.maximumDepth) levels")
        }
        let kind = try integer(UInt8.self)
        switch Unicode.Scalar(kind) {
        case "t": return .bool(try integer(UInt8.self) != 0)
        case "b": return .int8(try integer())
        case "B": return .uint8(try integer())
        case "s": return .int16(try integer())
        case "u": return .uint16(try integer())
        case "I": return .int32(try integer())
        case "i": return .uint32(try integer())
        case "l": return .int64(try integer())
        case "L": return .uint64(try integer())
        case "f": return .float(Float(bitPattern: try integer()))
        case "d": return .double(Double(bitPattern: try integer()))
        case "D": return .decimal(scale: try integer(), value: try integer())
        case "S": return try longString()
        case "x": return .bytes(Array(try long()))
        case "A": return .array(try array(depth: depth + 1))
        case "T": return .timestamp(try integer())
        case "F": return .table(try table(depth: depth + 1))
        case "V": return .void
        default: throw violation("a table field of the unknown kind \(kind)")
        }
    }

    private mutating func longString() throws(AMQPError) -> FieldValue {
        let content = try long()
        guard let text = String(validating: content, as: UTF8.self) else { return .bytes(Array(content)) }
        return .string(text)
    }

    private mutating func long() throws(AMQPError) -> ArraySlice<UInt8> {
        try take(Int(try integer(UInt32.self)))
    }

    /// Narrows the reader to a length-prefixed part and returns the end to go back to.
    private mutating func enter() throws(AMQPError) -> Int {
        let length = Int(try integer(UInt32.self))
        guard length <= end - position else { throw truncated() }
        defer { end = position + length }
        return end
    }

    private mutating func take(_ count: Int) throws(AMQPError) -> ArraySlice<UInt8> {
        guard count <= end - position else { throw truncated() }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    private func truncated() -> AMQPError { violation("a value ends before its length says") }

    private func violation(_ message: String) -> AMQPError { AMQPError(.protocolViolation, message) }
}
