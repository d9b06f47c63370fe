import Foundation

/// The quoted-printable encoding of a text body (RFC 2045, section 6.7).
enum QuotedPrintable {
    private static let lineLimit = 76

    /// Encodes line by line: CRLF, LF and CR in the text all become `lineEnd`, and the last line gets one too.
    static func encode(_ text: String, lineEnd: LineEnd = .crlf) -> [UInt8] {
        var text = text
        return text.withUTF8 { bytes in
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count + bytes.count / 16 + 64)
            var rest = bytes[...]
            while !rest.isEmpty {
                let end = rest.endOfLine
                var line = rest[..<end]
                if line.last == carriageReturn { line.removeLast() }
                encode(UnsafeBufferPointer(rebasing: line), lineEnd, into: &output)
                rest = rest[end...].dropFirst()
            }
            return output
        }
    }

    private static let carriageReturn = UInt8(ascii: "\r")

    /// Encodes what is between two line feeds.
    private static func encode(
        _ text: UnsafeBufferPointer<UInt8>, _ lineEnd: LineEnd, into output: inout [UInt8]
    ) {
        // Nearly every line: short, and nothing in it to encode.
        if text.count <= lineLimit, text.isLiteral, text.last != UInt8(ascii: " "), !text.beginsWithFrom {
            output += text
            output += lineEnd.bytes
        } else {
            for line in text.split(separator: carriageReturn, omittingEmptySubsequences: false) {
                encodeEach(of: UnsafeBufferPointer(rebasing: line), lineEnd, into: &output)
            }
        }
    }

    private static func encodeEach(
        of line: UnsafeBufferPointer<UInt8>, _ lineEnd: LineEnd, into output: inout [UInt8]
    ) {
        func beginsWithFrom(_ index: Int) -> Bool {
            UnsafeBufferPointer(rebasing: line[index...]).beginsWithFrom
        }
        let last = line.endIndex - 1
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

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Where the next line feed is, or the end.
    fileprivate var endOfLine: Int {
        let rest = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: self))
        guard let start = rest.baseAddress, let found = memchr(start, Int32(UInt8(ascii: "\n")), rest.count)
        else { return endIndex }
        return startIndex + (UnsafeRawPointer(found) - start)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether all of it is printable and stands for itself. Looks at every byte: without a way out in between, the
    /// compiler takes many at a time.
    fileprivate var isLiteral: Bool {
        var others: UInt8 = 0
        for byte in self {
            others |= byte &- 0x20 >= 0x5F ? 1 : 0
            others |= byte == UInt8(ascii: "=") ? 1 : 0
        }
        return others == 0
    }

    /// A line that begins with "From ", also behind a soft break, is altered by some mail stores, and begins a mail in
    /// an mbox, so its F is encoded.
    fileprivate var beginsWithFrom: Bool { starts(with: "From ".utf8) }
}
