/// Who writes the mails.
public struct Sender: Sendable, Hashable {
    /// The From of every mail; customers are invited to answer to it.
    public let mailbox: Mailbox
    /// How the shop signs.
    public let signature: String
    /// What follows the `@` of every Message-ID; must stay the same, or a repeated mail is a second one.
    public let messageIDDomain: String

    /// - Parameters:
    ///   - signature: default: the mailbox's name, or `The shop` when it has none.
    ///   - messageIDDomain: default: the domain of the mailbox's address.
    public init(_ mailbox: Mailbox, signature: String? = nil, messageIDDomain: String? = nil) {
        self.mailbox = mailbox
        self.signature = signature ?? (mailbox.name.isEmpty ? "The shop" : mailbox.name)
        self.messageIDDomain =
            messageIDDomain ?? mailbox.address.split(separator: "@").last.map(String.init) ?? ""
    }
}
