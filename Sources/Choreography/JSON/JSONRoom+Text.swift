extension JSONRoom where Element == UInt8 {
    /// A JSON string of a text in UTF-8, escaped where it must be.
    ///
    /// - Returns: whether there was nothing to be escaped.
    @inline(__always)
    mutating func appendString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        append(UInt8(ascii: "\""))
        let plain = Self.plainCount(text)
        append(UnsafeBufferPointer(rebasing: text[..<plain]))
        if plain < text.count { appendEscaped(UnsafeBufferPointer(rebasing: text[plain...])) }
        append(UInt8(ascii: "\""))
        return plain == text.count
    }

    /// A JSON string of a text.
    mutating func appendString(_ text: String) {
        var text = text
        text.withUTF8 { _ = appendString($0) }
    }

    /// A number's decimal digits.
    mutating func appendDigits(of number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number.magnitude
            var first = digits.count
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// How many bytes from the first one on need no escape.
    @inline(__always)
    private static func plainCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = text.baseAddress else { return 0 }
        var count = 0
        while count + 8 <= text.count {
            let plain = JSONWord(at: start + count).plainCount
            count += plain
            if plain < 8 { return count }
        }
        while count < text.count, JSONWord.isPlain(start[count]) { count += 1 }
        return count
    }

    @inline(never)
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text {
            if JSONWord.isPlain(byte) { append(byte) } else { appendEscape(of: byte) }
        }
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(#"\""#)
        case UInt8(ascii: "\\"): append(#"\\"#)
        case 0x08: append(#"\b"#)
        case 0x0C: append(#"\f"#)
        case UInt8(ascii: "\n"): append(#"\n"#)
        case UInt8(ascii: "\r"): append(#"\r"#)
        case UInt8(ascii: "\t"): append(#"\t"#)
        default:
            append(byte < 0x10 ? #"\u000"# : #"\u00"#)
            append(String(byte, radix: 16))
        }
    }
}
