/// The quoted-printable encoding of a text body (RFC 2045, section 6.7).
enum QuotedPrintable {
    private static let lineLimit = 76

    /// Encodes line by line: CRLF, LF and CR in the text all become `lineEnd`, and the last line gets one too.
    static func encode(_ text: String, lineEnd: LineEnd = .crlf) -> [UInt8] {
        var text = text
        return text.withUTF8 { bytes in
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count + bytes.count / 16 + 64)
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex { $0 == carriageReturn || $0 == lineFeed } ?? bytes.count
                encode(UnsafeBufferPointer(rebasing: bytes[start..<end]), lineEnd, into: &output)
                let isPair =
                    end + 1 < bytes.count && bytes[end] == carriageReturn && bytes[end + 1] == lineFeed
                start = end + (isPair ? 2 : 1)
            }
            return output
        }
    }

    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    private static func encode(
        _ line: UnsafeBufferPointer<UInt8>, _ lineEnd: LineEnd, into output: inout [UInt8]
    ) {
        // A line that begins with "From ", also behind a soft break, is altered by some mail stores, and begins a
        // mail in an mbox, so its F is encoded.
        func beginsWithFrom(_ index: Int) -> Bool { line[index...].starts(with: "From ".utf8) }
        let last = line.endIndex - 1
        // Nearly every line: short, and nothing in it to encode.
        if line.count <= lineLimit, !beginsWithFrom(0), !line.isEmpty, line[last] > 0x20,
            line.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=")) || $0 == 0x09 })
        {
            output += line
            output += lineEnd.bytes
            return
        }
        var column = 0
        for index in line.indices {
            let byte = line[index]
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            var isPlain =
                ((byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")) || (isBlank && index != last))
                && !(index == 0 && beginsWithFrom(index))
            // All but the last character of a line leave room for the "=" of a soft break.
            let limit = index == last ? lineLimit : lineLimit - 1
            if column + (isPlain ? 1 : 3) > limit {
                output.append(UInt8(ascii: "="))
                output += lineEnd.bytes
                column = 0
                if beginsWithFrom(index) { isPlain = false }
            }
            if isPlain {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "="))
                byte.appendUpperHex(to: &output)
            }
            column += isPlain ? 1 : 3
        }
        output += lineEnd.bytes
    }
}
