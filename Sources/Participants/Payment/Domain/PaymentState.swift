package import ShopEvents

/// Money that was taken.
package struct Charge: Sendable, Hashable {
    /// The provider's name for it.
    package let id: String
    /// How much.
    package let money: Money

    package init(id: String, money: Money) {
        self.id = id
        self.money = money
    }
}

/// What the payment participant knows about the payment of one order.
package enum PaymentState: Sendable, Hashable {
    /// Nothing was heard of it.
    case untouched
    case charged(Charge)
    /// Declined.
    case failed(Reason)
    case refunded(Charge, refundID: String, Reason)
    /// A tombstone: what is to be paid later finds the door closed.
    case voided(Reason)
}
