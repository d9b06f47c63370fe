public import Foundation

/// One plain-text mail to one person. A value; checked only when it is written out (``rfc5322(_:)``) or sent.
public struct Mail: Sendable, Hashable {
    /// A header field beyond the standard ones, such as `X-Order-ID`.
    public struct Header: Sendable, Hashable {
        /// The field's name: printable ASCII without a colon, at most 60 characters.
        public var name: String
        /// The field's text, any Unicode without control characters.
        public var value: String

        /// Makes a header field; nothing is checked yet.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The identity of this mail with its angle brackets, such as `<confirmed.ORDERID@shop.example>`. Given by
    /// the caller and the same for every attempt: that is what makes a mail sent twice one mail to a mail system.
    public var messageID: String
    /// The sender, which is also the envelope's return path.
    public var from: Mailbox
    /// The one recipient.
    public var to: Mailbox
    /// The subject, any Unicode without control characters.
    public var subject: String
    /// The body. CRLF, LF and CR all end a line; the last line is ended when it is written out.
    public var text: String
    /// When the mail was written; the same for every attempt.
    public var date: Date
    /// Header fields beyond the standard ones; the standard ones are refused here.
    public var extraHeaders: [Header]

    /// Makes a mail; nothing is checked yet.
    public init(
        messageID: String, from: Mailbox, to: Mailbox, subject: String, text: String, date: Date,
        extraHeaders: [Header] = []
    ) {
        self.messageID = messageID
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.date = date
        self.extraHeaders = extraHeaders
    }
}

/// A person's or an organisation's address with a name to show. Personal data: never logged.
public struct Mailbox: Sendable, Hashable {
    /// The name to show, any Unicode without control characters; may be empty.
    public var name: String
    /// The address, `local@domain`, ASCII only.
    public var address: String

    /// Makes a mailbox; nothing is checked yet.
    public init(name: String = "", address: String) {
        self.name = name
        self.address = address
    }
}
