/// Something that takes a mail off our hands: an SMTP server, a folder, or a file.
public protocol Mailer: Sendable {
    /// Returns once the mail is accepted and safe with the other side.
    ///
    /// Delivery is at least once: after an error, or a crash, the mail may have been accepted nevertheless. Sending
    /// it again with the same Message-ID is harmless to the reader. May be called from any task, many at a time;
    /// the calling thread is never blocked. Cancelling the task abandons an attempt on the network within about a
    /// second, and one that waits for its turn when that comes.
    ///
    /// - Throws: ``MailError``, which says whether trying again can help.
    func send(_ mail: Mail) async throws(MailError)
}
