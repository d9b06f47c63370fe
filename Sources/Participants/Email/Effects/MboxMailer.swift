import Foundation

/// Appends to one file in mbox form (RFC 4155), which costs far less than a file for each mail.
///
/// A mail sent twice is in the file once, as long as its Message-ID is among those of the last 4 MiB, or of the
/// last 8192 mails; a repetition from further back is not noticed and appended again. The runtime repeats only
/// what a worker had in its hands when it ended.
///
/// What a crash left half written at the end of the file is cut off when the mailer is made. The file is this
/// mailer's own while it lives: one process at a time may append, any number may read, and nobody may move it.
public struct MboxMailer: Mailer {
    private let counter: Counter<MboxFile.Entry>

    /// Creates the file where it is missing, for the owner's eyes only. Its folder must be there.
    ///
    /// - Throws: ``MailError`` with `filesystem`, also for a file that is no mbox; it is left as it is.
    public init(path: String) throws(MailError) {
        let file = try MboxFile(path: path)
        counter = Counter(thread: "mbox") { file.append($0) }
    }

    /// Returns when the mail is in the file and on disk.
    ///
    /// - Throws: ``MailError`` with `invalidAddress`, `invalidHeader` or `filesystem`; the latter is transient when
    ///   the disk is full or busy.
    public func send(_ mail: Mail) async throws(MailError) {
        let entry = MboxFile.Entry(messageID: mail.messageID, bytes: try Self.bytes(of: mail))
        try await counter.handIn(entry).get()
    }

    /// The line that begins a mail, the mail with the system's line ends, and an empty line.
    ///
    /// `Content-Length` tells a whole mail from one that a crash has cut off at an empty line of its own.
    static func bytes(of mail: Mail) throws(MailError) -> [UInt8] {
        let written = try WrittenMail(mail, lineEnd: .lf)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(written.header.count + written.body.count + 160)
        bytes += "From \(mail.from.address) \(try asctimeDate(mail.date))\n".utf8
        bytes += written.header
        bytes += "Content-Length: \(written.body.count)\n\n".utf8
        bytes += written.body
        bytes.append(lineEnd)
        return bytes
    }

    private static let lineEnd = UInt8(ascii: "\n")
}
