import Foundation

/// The mail as it goes over the wire: ASCII only, CRLF line ends, no line above 76 characters except for one that
/// holds a single long address or Message-ID. The same mail gives the same bytes, always.
///
/// Not dot-stuffed: that is the transport's part.
///
/// - Throws: ``MailError`` with `invalidAddress` or `invalidHeader`; neither is transient.
public func rfc5322(_ mail: Mail) throws(MailError) -> [UInt8] {
    try MailValidation.check(messageID: mail.messageID)
    try MailValidation.check(address: mail.from.address, of: "the sender")
    try MailValidation.check(address: mail.to.address, of: "the recipient")
    try MailValidation.check(text: mail.from.name, of: "the sender's name")
    try MailValidation.check(text: mail.to.name, of: "the recipient's name")
    try MailValidation.check(text: mail.subject, of: "the subject")
    for header in mail.extraHeaders { try MailValidation.check(header) }

    var lines = [
        "Date: " + (try rfc5322Date(mail.date)),
        HeaderField.mailbox("From", mail.from),
        HeaderField.mailbox("To", mail.to),
        HeaderField.token("Message-ID", mail.messageID),
        HeaderField.text("Subject", mail.subject),
    ]
    lines += mail.extraHeaders.map { HeaderField.text($0.name, $0.value) }
    lines += [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8) + QuotedPrintable.encode(mail.text)
}
