public import ShopEvents

/// Whom to write to about an order, and what it is made of: personal data, so its description shows none.
public struct Addressee: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// As the customer wants to be called; may be empty.
    public let name: String
    /// Where mails go; not known to exist.
    public let email: String
    /// What was ordered; nil for an order that was rejected.
    public let receipt: Receipt?

    /// What a customer ordered and pays.
    public struct Receipt: Sendable, Hashable {
        /// As the customer gave them.
        public let lines: [OrderLine]
        /// What they cost together.
        public let total: Money

        /// The lines, in the total's currency.
        public init(lines: [OrderLine], total: Money) {
            self.lines = lines
            self.total = total
        }
    }

    /// An addressee.
    public init(name: String, email: String, receipt: Receipt? = nil) {
        self.name = name
        self.email = email
        self.receipt = receipt
    }

    /// Nothing personal.
    public var description: String { "an addressee" }
    /// Nothing personal.
    public var debugDescription: String { description }
}
