/// Writes AMQP 0-9-1 wire types into a buffer that is used again and again.
///
/// Values cross into librabbitmq as bytes, which it decodes itself: its field values are unions with
/// pointers into each other, and building those from Swift would need more copies and more care.
struct WireWriter {
    /// Deeper tables are refused both ways: everything that walks them recurses.
    static let maximumDepth = 64

    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Makes room for so many bytes in all.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func bits(_ flags: Bool...) {
        var octet: UInt8 = 0
        for (place, flag) in flags.enumerated() where flag { octet |= 1 << place }
        bytes.append(octet)
    }

    /// Text without a length in front; the number of its bytes is returned.
    @discardableResult
    mutating func text(_ text: String) -> Int {
        let start = bytes.count
        // Far cheaper than appending byte by byte; texts that are not contiguous exist elsewhere only.
        if text.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil {
            bytes.append(contentsOf: text.utf8)
        }
        return bytes.count - start
    }

    mutating func shortString(_ text: String, _ name: @autoclosure () -> String) throws(AMQPError) {
        let length = text.utf8.count
        guard length <= 255 else {
            throw AMQPError(.invalidArgument, "\(name()) has \(length) bytes, AMQP allows 255")
        }
        bytes.append(UInt8(length))
        self.text(text)
    }

    mutating func table(_ table: FieldTable, depth: Int = 0) throws(AMQPError) {
        let start = beginLength()
        if let ready = table.bytes(atDepth: depth) {
            bytes.append(contentsOf: ready)
        } else {
            for (key, value) in table {
                // RabbitMQ and librabbitmq both take an empty key, and other clients choke on it.
                guard !key.isEmpty else { throw AMQPError(.invalidArgument, "a table key is empty") }
                try shortString(key, "a table key")
                try field(value, depth: depth)
            }
        }
        try endLength(start)
    }

    /// Begins an entry of a table whose value is a text, up to ``endText(_:)``, which takes what this returns.
    mutating func beginText(_ key: String) -> Int {
        precondition((1...255).contains(key.utf8.count), "a table key of \(key.utf8.count) bytes")
        bytes.append(UInt8(key.utf8.count))
        text(key)
        bytes.append(UInt8(ascii: "S"))
        return beginLength()
    }

    /// Ends the text of an entry.
    mutating func endText(_ start: Int) { setLength(start, UInt32(bytes.count - start)) }

    private mutating func array(_ values: [FieldValue], depth: Int) throws(AMQPError) {
        let start = beginLength()
        for value in values { try field(value, depth: depth) }
        try endLength(start)
    }

    private mutating func field(_ value: FieldValue, depth: Int) throws(AMQPError) {
        guard depth < Self.maximumDepth else {
            throw AMQPError(.invalidArgument, "tables are nested deeper than \(Self.maximumDepth) levels")
        }
        bytes.append(value.kind)
        switch value {
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .int8(let number): integer(number)
        case .uint8(let number): integer(number)
        case .int16(let number): integer(number)
        case .uint16(let number): integer(number)
        case .int32(let number): integer(number)
        case .uint32(let number): integer(number)
        case .int64(let number): integer(number)
        case .uint64(let number), .timestamp(let number): integer(number)
        case .float(let number): integer(number.bitPattern)
        case .double(let number): integer(number.bitPattern)
        case .decimal(let scale, let number):
            bytes.append(scale)
            integer(number)
        case .string(let text):
            let start = beginLength()
            self.text(text)
            try endLength(start)
        case .bytes(let content):
            let start = beginLength()
            bytes.append(contentsOf: content)
            try endLength(start)
        case .array(let values): try array(values, depth: depth + 1)
        case .table(let nested): try table(nested, depth: depth + 1)
        case .void: break
        }
    }

    private mutating func beginLength() -> Int {
        integer(UInt32(0))
        return bytes.count
    }

    private mutating func endLength(_ start: Int) throws(AMQPError) {
        guard let length = UInt32(exactly: bytes.count - start) else {
            throw AMQPError(.invalidArgument, "a field is longer than 4 GiB")
        }
        setLength(start, length)
    }

    private mutating func setLength(_ start: Int, _ length: UInt32) {
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: length.bigEndian, toByteOffset: start - 4, as: UInt32.self)
        }
    }
}

extension FieldValue {
    /// The letter on the wire: those of RabbitMQ, which differ from the specification's
    /// (https://www.rabbitmq.com/amqp-0-9-1-errata.html, section 3).
    var kind: UInt8 {
        let letter: Unicode.Scalar =
            switch self {
            case .bool: "t"
            case .int8: "b"
            case .uint8: "B"
            case .int16: "s"
            case .uint16: "u"
            case .int32: "I"
            case .uint32: "i"
            case .int64: "l"
            case .uint64: "L"
            case .float: "f"
            case .double: "d"
            case .decimal: "D"
            case .string: "S"
            case .bytes: "x"
            case .array: "A"
            case .timestamp: "T"
            case .table: "F"
            case .void: "V"
            }
        return UInt8(ascii: letter)
    }
}
