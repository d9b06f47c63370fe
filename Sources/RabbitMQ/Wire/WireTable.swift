/// A well-formed field table as it came: the bytes of its entries, without the length in front. Nothing is made
/// of an entry before somebody asks for it.
struct WireTable: Sendable {
    /// The entries.
    let bytes: [UInt8]
    /// Whether all keys, also those of tables within, are texts and not empty, so that they may be written as
    /// they came.
    let isPlainlyKeyed: Bool

    /// Takes the bytes of entries that are well-formed, nested no deeper than the wire allows.
    init(_ bytes: [UInt8], isPlainlyKeyed: Bool) {
        self.bytes = bytes
        self.isPlainlyKeyed = isPlainlyKeyed
    }

    /// The number of entries.
    var count: Int {
        var count = 0
        walk { reader throws(AMQPError) in
            try reader.skipEntry()
            count += 1
        }
        return count
    }

    /// All entries, made anew.
    var entries: [(key: String, value: FieldValue)] {
        var entries: [(key: String, value: FieldValue)] = []
        walk { reader throws(AMQPError) in entries.append(try reader.entry()) }
        return entries
    }

    /// The value of the first entry of that key.
    func value(_ key: String) -> FieldValue? {
        var key = key
        return key.withUTF8 { key in
            // Only a key that is not ASCII may be what one that is no text is read as.
            let isASCII = key.reduce(0, |) < 0x80
            return firstValue { other in
                other.isSame(as: key)
                    || !isASCII && String(decoding: other, as: UTF8.self).utf8.elementsEqual(key)
            }
        }
    }

    /// The value of the first entry whose key, as bytes, is wanted.
    func firstValue(where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool) -> FieldValue? {
        // Never throws: the bytes were found to be well-formed when they came.
        let found = try? WireReader.read(bytes) { reader throws(AMQPError) in
            try reader.firstField(where: isWanted)
        }
        return found ?? nil
    }

    /// Whether the bytes stay within the nesting that is allowed when the table is put so deep into others.
    func fits(depth: Int) -> Bool {
        guard depth > 0 else { return true }
        let walked = try? WireReader.read(bytes) { reader throws(AMQPError) in
            try reader.skipEntries(depth: depth)
        }
        return walked != nil
    }

    private func walk(_ step: (inout WireReader) throws(AMQPError) -> Void) {
        // Never throws: the bytes were found to be well-formed when they came.
        try? WireReader.read(bytes) { reader throws(AMQPError) in
            while !reader.isAtEnd { try step(&reader) }
        }
    }
}
