internal import Glibc

/// Reads AMQP 0-9-1 wire types out of bytes that somebody else holds. Never reads past the end, whatever the
/// bytes say. Belongs inside the call that lends the bytes: see ``read(_:_:)``.
struct WireReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var end: Int

    /// Reads `bytes` where they are; they must stay there for as long as the reader is used.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        self.end = bytes.count
    }

    /// What `body` makes of an array, by a reader that ends with the call.
    static func read<T>(
        _ bytes: [UInt8], _ body: (inout WireReader) throws(AMQPError) -> T
    ) throws(AMQPError) -> T {
        try bytes.withUnsafeBufferPointer { bytes throws(AMQPError) in
            var reader = WireReader(bytes)
            return try body(&reader)
        }
    }

    /// Whether all has been read, of the table or array that is being read if it is one.
    var isAtEnd: Bool { position == end }

    /// A number, the highest byte first.
    @inline(__always)
    mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(
        _: T.Type = T.self
    ) throws(AMQPError) -> T {
        T(bigEndian: UnsafeRawBufferPointer(try take(MemoryLayout<T>.size)).loadUnaligned(as: T.self))
    }

    /// The lowest bit of an octet of bits.
    mutating func bit() throws(AMQPError) -> Bool { try integer(UInt8.self) & 1 != 0 }

    /// Text of at most 255 bytes; what is not UTF-8 in it is replaced by U+FFFD.
    mutating func shortString() throws(AMQPError) -> String {
        String(decoding: try shortBytes(), as: UTF8.self)
    }

    /// As ``shortString()``, for text that comes again and again.
    mutating func shortString(_ names: NameCache?) throws(AMQPError) -> String {
        let bytes = try shortBytes()
        return names?.string(bytes) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// Goes past a text of at most 255 bytes.
    mutating func skipShortString() throws(AMQPError) { _ = try shortBytes() }

    @inline(__always)
    private mutating func shortBytes() throws(AMQPError) -> UnsafeBufferPointer<UInt8> {
        try take(Int(try integer(UInt8.self)))
    }

    @inline(__always)
    private mutating func longBytes() throws(AMQPError) -> UnsafeBufferPointer<UInt8> {
        try take(Int(try integer(UInt32.self)))
    }

    /// Narrows the reader to a length-prefixed part and returns the end to go back to.
    private mutating func enter() throws(AMQPError) -> Int {
        let length = Int(try integer(UInt32.self))
        guard length <= end - position else { throw truncated() }
        defer { end = position + length }
        return end
    }

    @inline(__always)
    private mutating func take(_ count: Int) throws(AMQPError) -> UnsafeBufferPointer<UInt8> {
        guard count <= end - position else { throw truncated() }
        defer { position += count }
        return UnsafeBufferPointer(rebasing: bytes[position..<(position + count)])
    }

    @inline(never)
    private func truncated() -> AMQPError { violation("a value ends before its length says") }

    private func violation(_ message: String) -> AMQPError { AMQPError(.protocolViolation, message) }
}

// MARK: - Tables

extension WireReader {
    /// A table, kept as its bytes once they are found to be well-formed.
    mutating func table(depth: Int = 0) throws(AMQPError) -> FieldTable {
        let outer = try enter()
        let start = position
        let isPlainlyKeyed = try skipEntries(depth: depth)
        defer { end = outer }
        return FieldTable(WireTable(Array(bytes[start..<end]), isPlainlyKeyed: isPlainlyKeyed))
    }

    /// Walks over the entries up to the end, without making anything of them.
    ///
    /// - Returns: Whether all keys, also those of tables within, are texts and not empty.
    /// - Throws: What reading them would throw.
    mutating func skipEntries(depth: Int) throws(AMQPError) -> Bool {
        var isPlainlyKeyed = true
        while !isAtEnd {
            if !(try shortBytes()).isTableKey { isPlainlyKeyed = false }
            if !(try skipField(depth: depth)) { isPlainlyKeyed = false }
        }
        return isPlainlyKeyed
    }

    /// Goes past a value. Texts, which nearly all are, are worth no call.
    @inline(__always)
    private mutating func skipField(depth: Int) throws(AMQPError) -> Bool {
        guard position < end, bytes[position] == UInt8(ascii: "S"), depth < WireWriter.maximumDepth else {
            return try skipOtherField(depth: depth)
        }
        position += 1
        _ = try longBytes()
        return true
    }

    @inline(never)
    private mutating func skipOtherField(depth: Int) throws(AMQPError) -> Bool {
        guard depth < WireWriter.maximumDepth else { throw tooDeep() }
        let kind = try integer(UInt8.self)
        switch Unicode.Scalar(kind) {
        case "t", "b", "B": _ = try take(1)
        case "s", "u": _ = try take(2)
        case "I", "i", "f": _ = try take(4)
        case "l", "L", "d", "T": _ = try take(8)
        case "D": _ = try take(5)
        case "x": _ = try longBytes()
        case "A":
            let outer = try enter()
            defer { end = outer }
            var isPlainlyKeyed = true
            while !isAtEnd { if !(try skipField(depth: depth + 1)) { isPlainlyKeyed = false } }
            return isPlainlyKeyed
        case "F":
            let outer = try enter()
            defer { end = outer }
            return try skipEntries(depth: depth + 1)
        case "V": break
        default: throw unknown(kind)
        }
        return true
    }

    /// The value of the first entry whose key is wanted, of those up to the end.
    mutating func firstField(
        where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(AMQPError) -> FieldValue? {
        while !isAtEnd {
            if isWanted(try shortBytes()) { return try field(depth: 0) }
            _ = try skipField(depth: 0)
        }
        return nil
    }

    /// The entry at this place.
    mutating func entry() throws(AMQPError) -> (key: String, value: FieldValue) {
        let key = try shortString()
        return (key, try field(depth: 0))
    }

    /// Walks over the entry at this place.
    mutating func skipEntry() throws(AMQPError) {
        _ = try shortBytes()
        _ = try skipField(depth: 0)
    }

    private mutating func field(depth: Int) throws(AMQPError) -> FieldValue {
        guard depth < WireWriter.maximumDepth else { throw tooDeep() }
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
        case "S": return longString(try longBytes())
        case "x": return .bytes(Array(try longBytes()))
        case "A": return .array(try array(depth: depth + 1))
        case "T": return .timestamp(try integer())
        case "F": return .table(try table(depth: depth + 1))
        case "V": return .void
        default: throw unknown(kind)
        }
    }

    private mutating func array(depth: Int) throws(AMQPError) -> [FieldValue] {
        let outer = try enter()
        var values: [FieldValue] = []
        while !isAtEnd { values.append(try field(depth: depth)) }
        end = outer
        return values
    }

    private func longString(_ content: UnsafeBufferPointer<UInt8>) -> FieldValue {
        String(validating: content, as: UTF8.self).map { .string($0) } ?? .bytes(Array(content))
    }

    private func tooDeep() -> AMQPError {
        violation("tables are nested deeper than \(WireWriter.maximumDepth) levels")
    }

    private func unknown(_ kind: UInt8) -> AMQPError {
        violation("a table field of the unknown kind \(kind)")
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are those of `other`.
    func isSame(as other: Self) -> Bool {
        guard count == other.count, let start = baseAddress, let other = other.baseAddress else {
            return isEmpty && other.isEmpty
        }
        return memcmp(start, other, count) == 0
    }

    /// Whether it is a key that we write ourselves as it is; what is not text would be replaced.
    fileprivate var isTableKey: Bool {
        guard !isEmpty else { return false }
        return reduce(0, |) < 0x80 || String(validating: self, as: UTF8.self) != nil
    }
}
