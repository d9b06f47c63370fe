import Foundation

/// The mail as it goes over the wire: ASCII only, CRLF line ends, no line above 76 characters except for one that
/// holds a single long address or Message-ID. The same mail gives the same bytes, always.
///
/// Not dot-stuffed: that is the transport's part.
///
/// - Throws: ``MailError`` with `invalidAddress` or `invalidHeader`; neither is transient.
public func rfc5322(_ mail: Mail) throws(MailError) -> [UInt8] {
    let written = try WrittenMail(mail, lineEnd: .crlf)
    return written.header + LineEnd.crlf.bytes + written.body
}

/// How a line of a mail ends: by CRLF on the wire, by LF in a file.
enum LineEnd {
    case crlf, lf

    var text: String { self == .crlf ? "\r\n" : "\n" }
    var bytes: String.UTF8View { text.utf8 }
}

/// The bytes of a mail, without the empty line between its header and its body. See ``rfc5322(_:)``.
struct WrittenMail {
    private(set) var header: [UInt8] = []
    let body: [UInt8]

    init(_ mail: Mail, lineEnd: LineEnd) throws(MailError) {
        try Self.check(mail)
        header.reserveCapacity(512)
        body = QuotedPrintable.encode(mail.text, lineEnd: lineEnd)
        let fields = HeaderFields(lineEnd: lineEnd)
        add("Date: " + (try rfc5322Date(mail.date)), lineEnd)
        add(fields.mailbox("From", mail.from), lineEnd)
        add(fields.mailbox("To", mail.to), lineEnd)
        add(fields.token("Message-ID", mail.messageID), lineEnd)
        add(fields.text("Subject", mail.subject), lineEnd)
        for header in mail.extraHeaders { add(fields.text(header.name, header.value), lineEnd) }
        add("MIME-Version: 1.0", lineEnd)
        add("Content-Type: text/plain; charset=utf-8", lineEnd)
        add("Content-Transfer-Encoding: quoted-printable", lineEnd)
    }

    private mutating func add(_ field: String, _ lineEnd: LineEnd) {
        header += field.utf8
        header += lineEnd.bytes
    }

    private static func check(_ mail: Mail) throws(MailError) {
        try MailValidation.check(messageID: mail.messageID)
        try MailValidation.check(address: mail.from.address, of: "the sender")
        try MailValidation.check(address: mail.to.address, of: "the recipient")
        try MailValidation.check(text: mail.from.name, of: "the sender's name")
        try MailValidation.check(text: mail.to.name, of: "the recipient's name")
        try MailValidation.check(text: mail.subject, of: "the subject")
        for header in mail.extraHeaders { try MailValidation.check(header) }
    }
}
