/// Strings with escapes, read.
enum JSONEscapes {
    /// What a string's content means.
    ///
    /// - Throws: `DecodingError` for an escape that there is not, half of a surrogate pair, a control character and
    ///   for what is not UTF-8.
    static func text(of content: UnsafeBufferPointer<UInt8>) throws -> String {
        var rest = content[...]
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        while let byte = rest.popFirst() {
            guard byte >= 0x20 else { throw DecodingError.notJSON }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: String(try scalar(&rest)).utf8)
            } else {
                text.append(byte)
            }
        }
        guard let valid = String(validating: text, as: UTF8.self) else { throw DecodingError.notJSON }
        return valid
    }

    /// Reads what comes after a backslash.
    private static func scalar(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) throws -> Unicode.Scalar {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode(&rest)
        default: throw DecodingError.notJSON
        }
    }

    private static func unicode(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) throws -> Unicode.Scalar {
        let unit = try codeUnit(&rest)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), rest.popFirst() == UInt8(ascii: "\\"),
            rest.popFirst() == UInt8(ascii: "u")
        else { throw DecodingError.notJSON }
        let trail = try codeUnit(&rest)
        guard UTF16.isTrailSurrogate(trail) else { throw DecodingError.notJSON }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private static func codeUnit(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) throws -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw DecodingError.notJSON
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
