import Foundation

/// RFC 2047 encoded words, as strict as a display name needs them.
enum EncodedWord {
    private static let start = (q: "=?UTF-8?Q?", b: "=?UTF-8?B?")
    private static let end = "?="
    /// RFC 2047 allows a word of 75 characters and lines of 76; a word of this size leaves room on the first line
    /// for the name of a standard field, and the folding puts it on a line of its own otherwise.
    private static let limit = 66

    /// Words that decode to the text when a reader drops the white space between them. No code point is split.
    static func words(of text: String) -> [String] {
        let quoted = text.utf8.reduce(0) { $0 + (isPlain($1) || $1 == UInt8(ascii: " ") ? 1 : 3) }
        let useQ = quoted <= (text.utf8.count + 2) / 3 * 4
        var words: [String] = []
        var chunk = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            var longer = chunk
            longer.append(scalar)
            if !chunk.isEmpty, word(String(longer), useQ).utf8.count > limit {
                words.append(word(String(chunk), useQ))
                longer = String.UnicodeScalarView([scalar])
            }
            chunk = longer
        }
        words.append(word(String(chunk), useQ))
        return words
    }

    private static func word(_ text: String, _ useQ: Bool) -> String {
        useQ
            ? start.q + quote(text) + end
            : start.b + Data(text.utf8).base64EncodedString() + end
    }

    private static func quote(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") {
                bytes.append(UInt8(ascii: "_"))
            } else if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "="))
                byte.appendUpperHex(to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What RFC 2047 section 5 (3) lets stand for itself inside a phrase.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default: byte.isASCIIAlphanumeric
        }
    }
}
