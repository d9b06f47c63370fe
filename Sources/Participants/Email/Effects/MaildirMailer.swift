/// Delivers into a maildir folder: for development, and where no SMTP server is configured.
///
/// A mail is one file named after its Message-ID, so a mail sent twice is one file, and a mail that was read (moved
/// to `cur/`) stays as it is. Should the reader delete it, sending it again delivers it again. One process at a
/// time may deliver into a folder; any number may read.
public struct MaildirMailer: Mailer {
    private let folder: MaildirFolder
    private let thread: BlockingThreads

    /// Creates the folder with `cur`, `new` and `tmp` where they are missing, for the owner's eyes only.
    ///
    /// - Throws: ``MailError`` with `filesystem`.
    public init(path: String) throws(MailError) {
        folder = MaildirFolder(path: path)
        thread = BlockingThreads(name: "maildir", limit: 1)
        try folder.create()
    }

    /// Returns when the mail is in the folder and on disk.
    ///
    /// - Throws: ``MailError`` with `invalidAddress`, `invalidHeader` or `filesystem`; the latter is transient when
    ///   the disk is full or busy.
    public func send(_ mail: Mail) async throws(MailError) {
        let name = MaildirFolder.fileName(messageID: mail.messageID)
        // Files at rest end their lines as the system does; every CR that rfc5322 writes is part of a CRLF.
        let bytes = try rfc5322(mail).filter { $0 != UInt8(ascii: "\r") }
        let result = await thread.run { [folder] () throws(MailError) in try folder.deliver(bytes, as: name) }
        try result.get()
    }
}
