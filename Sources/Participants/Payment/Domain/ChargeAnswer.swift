public import ShopEvents

/// What a payment provider says when it is asked to charge.
public enum ChargeAnswer: Sendable, Hashable {
    /// The money is taken; `chargeID` is the provider's name for it.
    case approved(chargeID: String)
    /// No money was taken, and asking again would not change that.
    case declined(Reason)
}
