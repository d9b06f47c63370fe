/// What may appear in a mail, checked before a byte is written: this is where header and SMTP command injection
/// end. The messages name the field and never quote it.
enum MailValidation {
    /// Dot-atom local part, `@`, host name; quoted local parts and address literals are refused on purpose.
    static func check(address: String, of who: String) throws(MailError) {
        func invalid(_ why: String) -> MailError {
            .invalid(.invalidAddress, "\(who)'s address \(why); correct it where it was entered")
        }
        let address = Array(address.utf8)
        guard address.allSatisfy({ $0 < 0x80 }) else {
            throw invalid("has characters outside ASCII, which needs SMTPUTF8 and is not supported")
        }
        guard address.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw invalid("contains a space or a control character")
        }
        guard let (local, domain) = parts(of: address[...]) else {
            throw invalid("does not have exactly one @")
        }
        guard isDotAtom(local), local.count <= 64 else { throw invalid("has an unusable part before the @") }
        guard isHostName(domain) else { throw invalid("has an unusable domain") }
    }

    /// `<dot-atom@dot-atom>` of at most 200 bytes, so that a maildir file can be named after it.
    static func check(messageID: String) throws(MailError) {
        let bytes = Array(messageID.utf8)
        guard bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">"), bytes.count <= 200,
            let (id, domain) = parts(of: bytes.dropFirst().dropLast()), isDotAtom(id), isDotAtom(domain)
        else {
            throw .invalid(
                .invalidHeader,
                "the Message-ID is not <id@domain> in ASCII of at most 200 bytes; mend the code that makes it"
            )
        }
    }

    /// No control characters: above all no CR and no LF.
    static func check(text: String, of field: @autoclosure () -> String) throws(MailError) {
        // The category Cc: no other code point is a control character. In UTF-8 those from U+0080 to U+009F are two
        // bytes, the first of which is C2.
        var before: UInt8 = 0
        let isClean = Array(text.utf8).allSatisfy { byte in
            defer { before = byte }
            return byte >= 0x20 && byte != 0x7F && (before != 0xC2 || byte >= 0xA0)
        }
        guard isClean else {
            throw .invalid(
                .invalidHeader, "\(field()) contains a control character; correct it where it was entered")
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
        // None of the standard's begins so.
        let isOurs = name.utf8.starts(with: "x-".utf8)
        guard
            isOurs
                || !ownHeaders.contains(name) && !name.hasPrefix("content-") && !name.hasPrefix("resent-")
        else {
            throw .invalid(
                .invalidHeader, "the header \(name) is not an extra one; set it through Mail's properties")
        }
        try check(text: header.value, of: "the header \(name)")
    }

    static func isHostName(_ text: some Collection<UInt8>) -> Bool {
        guard text.count <= 255 else { return false }
        let (dot, hyphen) = (UInt8(ascii: "."), UInt8(ascii: "-"))
        var (before, length) = (dot, 0)
        let hasLabels = text.allSatisfy { byte in
            defer { before = byte }
            length = byte == dot ? 0 : length + 1
            if byte == dot { return before != dot && before != hyphen }
            return length <= 63 && (byte.isASCIIAlphanumeric || byte == hyphen && before != dot)
        }
        return hasLabels && before != dot && before != hyphen
    }

    /// What is before and after the one `@`; nil when there is not exactly one.
    private static func parts(of text: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        guard let sign = text.firstIndex(of: UInt8(ascii: "@")) else { return nil }
        let rest = text[text.index(after: sign)...]
        return rest.contains(UInt8(ascii: "@")) ? nil : (text[..<sign], rest)
    }

    private static func isDotAtom(_ text: ArraySlice<UInt8>) -> Bool {
        text.isPieces(separatedBy: UInt8(ascii: "."), of: \.isAtomText)
    }

    private static let ownHeaders: Set = [
        "date", "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "message-id", "in-reply-to",
        "references", "mime-version", "received", "return-path",
    ]
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        let letter = self | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
            || self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
    }

    /// RFC 5322 `atext`.
    var isAtomText: Bool { self < 0x80 && atomText & (1 << UInt128(self)) != 0 }

    func appendUpperHex(to output: inout [UInt8]) {
        for digit in [self >> 4, self & 0x0F] {
            output.append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10))
        }
    }
}

/// All that is printable, but for the specials: a bit for each character.
private let atomText = (UInt8(0x21)...0x7E).reduce(UInt128(0)) { set, byte in
    #"()<>@,;:\".[]"#.utf8.contains(byte) ? set : set | 1 << UInt128(byte)
}
