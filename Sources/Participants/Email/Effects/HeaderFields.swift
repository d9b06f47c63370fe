/// Header fields of a mail, folded. Every function expects checked values (``MailValidation``) and returns the
/// field without its last line end.
struct HeaderFields {
    /// RFC 5322 recommends 78, RFC 2047 demands 76 of a line with an encoded word.
    private static let lineLimit = 76

    /// Where a field is folded.
    let lineEnd: LineEnd

    /// An unstructured field: as it is when it can be, in encoded words otherwise.
    func text(_ name: String, _ value: String) -> String {
        let line = "\(name): \(value)"
        if Self.isPlain(line, with: value) { return line }
        return fold(name + ":", Self.plainWords(value) ?? EncodedWord.words(of: value))
    }

    /// Whether a line needs neither folding nor encoding for a text in it, whose letters shall be the wanted ones; what
    /// is not sure is looked at more closely.
    private static func isPlain(
        _ line: String, with text: String, of isWanted: (UInt8) -> Bool = { _ in true }
    ) -> Bool {
        line.utf8.count <= lineLimit && text.isSingleSpacedASCII { $0 != UInt8(ascii: "=") && isWanted($0) }
    }

    /// A field of one token that cannot be broken.
    func token(_ name: String, _ value: String) -> String {
        fold(name + ":", [value])
    }

    /// A display name, if there is one, and the address.
    func mailbox(_ name: String, _ mailbox: Mailbox) -> String {
        guard !mailbox.name.isEmpty else { return fold(name + ":", [mailbox.address]) }
        let line = "\(name): \(mailbox.name) <\(mailbox.address)>"
        if Self.isPlain(line, with: mailbox.name, of: \.isAtomText) { return line }
        return fold(name + ":", Self.phrase(mailbox.name) + ["<\(mailbox.address)>"])
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

    private func fold(_ start: String, _ words: [String]) -> String {
        var field = start
        var column = start.utf8.count
        for word in words {
            if column + 1 + word.utf8.count > Self.lineLimit {
                field += lineEnd.text
                column = 0
            }
            field += " " + word
            column += 1 + word.utf8.count
        }
        return field
    }
}

extension String {
    /// Whether it is words with one space between any two of them, all of whose letters are of the wanted ones.
    func isSingleSpacedASCII(of isWanted: (UInt8) -> Bool = { _ in true }) -> Bool {
        utf8.isPieces(separatedBy: UInt8(ascii: " ")) { $0 > 0x20 && $0 < 0x7F && isWanted($0) }
    }
}

extension Sequence<UInt8> {
    /// Whether it is pieces, none of them empty, with one separator between any two of them.
    func isPieces(separatedBy separator: UInt8, of isWanted: (UInt8) -> Bool) -> Bool {
        var before = separator
        let isSeparated = allSatisfy { byte in
            defer { before = byte }
            return byte == separator ? before != separator : isWanted(byte)
        }
        return isSeparated && before != separator
    }
}
