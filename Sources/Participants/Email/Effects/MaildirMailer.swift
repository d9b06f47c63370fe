/// Delivers into a maildir folder: for development, and where no SMTP server is configured.
///
/// A mail is one file named after its Message-ID, so a mail sent twice is one file, and a mail that was read (moved
/// to `cur/`) stays as it is. Should the reader delete it, sending it again delivers it again. One process at a
/// time may deliver into a folder; any number may read.
public struct MaildirMailer: Mailer {
    private let counter: Counter<MaildirFolder.File>

    /// Creates the folder with `cur`, `new` and `tmp` where they are missing, for the owner's eyes only.
    ///
    /// - Throws: ``MailError`` with `filesystem`.
    public init(path: String) throws(MailError) {
        let folder = MaildirFolder(path: path)
        try folder.create()
        counter = Counter(thread: "maildir") { folder.deliver($0) }
    }

    /// Returns when the mail is in the folder and on disk.
    ///
    /// - Throws: ``MailError`` with `invalidAddress`, `invalidHeader` or `filesystem`; the latter is transient when
    ///   the disk is full or busy.
    public func send(_ mail: Mail) async throws(MailError) {
        // Files at rest end their lines as the system does; every CR that rfc5322 writes is part of a CRLF.
        let bytes = try rfc5322(mail).filter { $0 != UInt8(ascii: "\r") }
        let file = MaildirFolder.File(name: MaildirFolder.fileName(messageID: mail.messageID), bytes: bytes)
        try await counter.handIn(file).get()
    }
}
