public import ShopEvents

/// What we know of one order's customer, and what we have written.
public struct Correspondence: Sendable, Hashable {
    /// How a mail ended.
    public enum Outcome: Sendable, Hashable {
        /// A mail system took it.
        case sent
        /// The address cannot receive it, now or ever. The reason holds no personal data.
        case undeliverable(reason: Reason)
    }

    /// Whom to write to, and about what; nil until `order.placed` or `order.rejected` tells.
    public var addressee: Addressee?
    /// News that came before the addressee was known, each kind once.
    public var kept: [MailKind: News]
    /// How each mail that was tried ended.
    public var done: [MailKind: Outcome]

    /// A correspondence as it was stored.
    public init(
        addressee: Addressee? = nil, kept: [MailKind: News] = [:], done: [MailKind: Outcome] = [:]
    ) {
        self.addressee = addressee
        self.kept = kept
        self.done = done
    }
}
