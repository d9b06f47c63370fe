/// The quoted-printable encoding of a text body (RFC 2045, section 6.7).
enum QuotedPrintable {
    private static let lineLimit = 76

    /// Encodes line by line: CRLF, LF and CR in the text all become CRLF, and the last line gets one too.
    static func encode(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        for line in lines(text) { encode(line, into: &output) }
        return output
    }

    private static func lines(_ text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"):
                break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                lines.append(line)
                line = []
            default:
                line.append(byte)
            }
            previous = byte
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func encode(_ line: [UInt8], into output: inout [UInt8]) {
        // A line that begins with "From " is altered by some mail stores, so its F is encoded.
        let mangled = line.starts(with: "From ".utf8)
        var column = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            let isPlain = (byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")) || (isBlank && !isLast)
            let unit = isPlain && !(mangled && index == 0) ? [byte] : [UInt8(ascii: "=")] + byte.upperHex
            // All but the last character of a line leave room for the "=" of a soft break.
            if column + unit.count > (isLast ? lineLimit : lineLimit - 1) {
                output += "=\r\n".utf8
                column = 0
            }
            output += unit
            column += unit.count
        }
        output += "\r\n".utf8
    }
}
