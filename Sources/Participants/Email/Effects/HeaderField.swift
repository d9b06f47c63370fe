/// Header fields of a mail, folded. Every function expects checked values (``MailValidation``) and returns the
/// field without its last CRLF.
enum HeaderField {
    /// RFC 5322 recommends 78, RFC 2047 demands 76 of a line with an encoded word.
    private static let lineLimit = 76

    /// An unstructured field: as it is when it can be, in encoded words otherwise.
    static func text(_ name: String, _ value: String) -> String {
        if isPlainLine(value, behind: name) { return name + ": " + value }
        return fold(name + ":", plainWords(value) ?? EncodedWord.words(of: value))
    }

    /// Whether a text needs neither folding nor encoding; what is not sure is looked at more closely.
    private static func isPlainLine(_ text: String, behind name: String) -> Bool {
        name.utf8.count + 2 + text.utf8.count <= lineLimit && text.isSingleSpacedASCII
            && !text.utf8.contains(UInt8(ascii: "="))
    }

    /// A field of one token that cannot be broken.
    static func token(_ name: String, _ value: String) -> String {
        fold(name + ":", [value])
    }

    /// A display name, if there is one, and the address.
    static func mailbox(_ name: String, _ mailbox: Mailbox) -> String {
        guard !mailbox.name.isEmpty else { return fold(name + ":", [mailbox.address]) }
        return fold(name + ":", phrase(mailbox.name) + ["<\(mailbox.address)>"])
    }

    /// RFC 5322 `phrase`: atoms, a quoted string, or encoded words.
    private static func phrase(_ name: String) -> [String] {
        guard let words = plainWords(name) else { return EncodedWord.words(of: name) }
        if words.allSatisfy({ $0.utf8.allSatisfy(\.isAtomText) }) { return words }
        let quoted = "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        return quoted.utf8.count <= 60 ? [quoted] : EncodedWord.words(of: name)
    }

    /// The words of a text that reads the same with a line break between any two of them; nil when it does not.
    private static func plainWords(_ text: String) -> [String]? {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !text.contains("=?") else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let canFold = words.allSatisfy { !$0.isEmpty && $0.utf8.count < lineLimit }
        return canFold || text.isEmpty ? words : nil
    }

    private static func fold(_ start: String, _ words: [String]) -> String {
        var field = start
        var column = start.utf8.count
        for word in words {
            if column + 1 + word.utf8.count > lineLimit {
                field += "\r\n"
                column = 0
            }
            field += " " + word
            column += 1 + word.utf8.count
        }
        return field
    }
}

extension String {
    /// Whether it is words of printable ASCII with one space between any two of them.
    var isSingleSpacedASCII: Bool {
        let space = UInt8(ascii: " ")
        var before = space
        let isPlain = utf8.allSatisfy { byte in
            defer { before = byte }
            return byte == space ? before != space : byte > space && byte < 0x7F
        }
        return isPlain && before != space
    }
}
