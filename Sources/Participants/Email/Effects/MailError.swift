/// Why a mail could not be written or sent. Contains no name and no address of a person, so it may be logged and
/// kept with a dead letter.
public struct MailError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. Open: more may come, so a `switch` needs a default.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name, for logs and metrics.
        public var rawValue: String

        /// Makes a code of a stable name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The server could not be reached, or the connection broke.
        public static let connection = Code(rawValue: "connection")
        /// The server took too long.
        public static let timeout = Code(rawValue: "timeout")
        /// The task that was sending was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
        /// The server does not offer TLS, or its certificate is not to be trusted.
        public static let tls = Code(rawValue: "tls")
        /// The server refused the user name and password.
        public static let authentication = Code(rawValue: "authentication")
        /// The server refused the recipient.
        public static let rejectedRecipient = Code(rawValue: "rejected-recipient")
        /// The server refused something else: us, the sender, or the content.
        public static let rejected = Code(rawValue: "rejected")
        /// An address cannot be used in a mail.
        public static let invalidAddress = Code(rawValue: "invalid-address")
        /// The Message-ID, the date, a name, the subject or an extra header cannot be used in a mail.
        public static let invalidHeader = Code(rawValue: "invalid-header")
        /// The mailer's own settings contradict each other or cannot be used.
        public static let configuration = Code(rawValue: "configuration")
        /// The maildir folder or the mbox file cannot be written.
        public static let filesystem = Code(rawValue: "filesystem")
    }

    /// The kind of failure.
    public var code: Code
    /// What failed, where, and what to do about it.
    public var message: String
    /// Whether the same mail may go through later: true for a 4xx reply, a broken connection, a timeout, a full
    /// disk, and for all that ails the server or our account with it (TLS, login, greeting, sender), however long
    /// it may take until somebody mends it; false for what is about this mail (a 5xx reply to recipient or
    /// content, an invalid address), and for settings that cannot work.
    public var isTransient: Bool
    /// The server's last reply code when it was the server that refused, such as 451 or 550.
    public var replyCode: Int?

    /// Makes an error. The message must not contain personal data.
    public init(code: Code, message: String, isTransient: Bool, replyCode: Int? = nil) {
        self.code = code
        self.message = message
        self.isTransient = isTransient
        self.replyCode = replyCode
    }

    /// The code and the message.
    public var description: String { "\(code.rawValue): \(message)" }
}

extension MailError {
    static func invalid(_ code: Code, _ message: String) -> MailError {
        MailError(code: code, message: message, isTransient: false)
    }
}
