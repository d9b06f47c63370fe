/// What may appear in a mail, checked before a byte is written: this is where header and SMTP command injection
/// end. The messages name the field and never quote it.
enum MailValidation {
    /// Dot-atom local part, `@`, host name; quoted local parts and address literals are refused on purpose.
    static func check(address: String, of who: String) throws(MailError) {
        func invalid(_ why: String) -> MailError {
            .invalid(.invalidAddress, "\(who)'s address \(why); correct it where it was entered")
        }
        guard address.unicodeScalars.allSatisfy(\.isASCII) else {
            throw invalid("has characters outside ASCII, which needs SMTPUTF8 and is not supported")
        }
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw invalid("contains a space or a control character")
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw invalid("does not have exactly one @") }
        guard isDotAtom(parts[0]), parts[0].utf8.count <= 64 else {
            throw invalid("has an unusable part before the @")
        }
        guard isHostName(parts[1]) else { throw invalid("has an unusable domain") }
    }

    /// `<dot-atom@dot-atom>` of at most 200 bytes, so that a maildir file can be named after it.
    static func check(messageID: String) throws(MailError) {
        let inner = messageID.dropFirst().dropLast().split(separator: "@", omittingEmptySubsequences: false)
        guard messageID.hasPrefix("<"), messageID.hasSuffix(">"), messageID.utf8.count <= 200,
            inner.count == 2, inner.allSatisfy(isDotAtom)
        else {
            throw .invalid(
                .invalidHeader,
                "the Message-ID is not <id@domain> in ASCII of at most 200 bytes; mend the code that makes it"
            )
        }
    }

    /// No control characters: above all no CR and no LF.
    static func check(text: String, of field: String) throws(MailError) {
        // The category Cc: no other code point is a control character.
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
        else {
            throw .invalid(
                .invalidHeader, "\(field) contains a control character; correct it where it was entered")
        }
    }

    static func check(_ header: Mail.Header) throws(MailError) {
        let name = header.name.lowercased()
        guard !name.isEmpty, name.utf8.count <= 60,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") })
        else {
            throw .invalid(
                .invalidHeader, "an extra header's name is not printable ASCII of 1 to 60 characters")
        }
        guard !ownHeaders.contains(name), !name.hasPrefix("content-"), !name.hasPrefix("resent-") else {
            throw .invalid(
                .invalidHeader, "the header \(name) is not an extra one; set it through Mail's properties")
        }
        try check(text: header.value, of: "the header \(name)")
    }

    static func isHostName(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count <= 255 else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isDotAtom(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.utf8.allSatisfy(\.isAtomText)
        }
    }

    private static let ownHeaders: Set = [
        "date", "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "message-id", "in-reply-to",
        "references", "mime-version", "received", "return-path",
    ]
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// RFC 5322 `atext`.
    var isAtomText: Bool { isASCIIAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }

    var upperHex: [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [digits[Int(self >> 4)], digits[Int(self & 0x0F)]]
    }
}
