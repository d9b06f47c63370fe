import Synchronization

/// Delivers into a maildir folder: for development, and where no SMTP server is configured.
///
/// A mail is one file named after its Message-ID, so a mail sent twice is one file, and a mail that was read (moved
/// to `cur/`) stays as it is. Should the reader delete it, sending it again delivers it again. One process at a
/// time may deliver into a folder; any number may read.
public struct MaildirMailer: Mailer {
    private let counter: Counter

    /// Creates the folder with `cur`, `new` and `tmp` where they are missing, for the owner's eyes only.
    ///
    /// - Throws: ``MailError`` with `filesystem`.
    public init(path: String) throws(MailError) {
        let folder = MaildirFolder(path: path)
        try folder.create()
        counter = Counter(folder)
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

/// Takes mails in, and delivers those together that have come in the meantime: the disk is waited for once.
private final class Counter: Sendable {
    private typealias Waiting = (file: MaildirFolder.File, sender: CheckedContinuation<Outcome, Never>)
    typealias Outcome = Result<Void, MailError>

    private let folder: MaildirFolder
    private let thread = BlockingThreads(name: "maildir", limit: 1)
    private let waiting = Mutex<[Waiting]>([])

    init(_ folder: MaildirFolder) { self.folder = folder }

    func handIn(_ file: MaildirFolder.File) async -> Outcome {
        await withCheckedContinuation { sender in
            let isFirst = waiting.withLock { waiting in
                waiting.append((file, sender))
                return waiting.count == 1
            }
            if isFirst { thread.submit { self.deliver() } }
        }
    }

    private func deliver() {
        let taken = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for (outcome, mail) in zip(folder.deliver(taken.map(\.file)), taken) {
            mail.sender.resume(returning: outcome)
        }
    }
}
