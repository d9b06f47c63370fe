public import ShopEvents

/// A payment provider.
///
/// Each call may come more than once for one wish (after a crash, a timeout, a retry), each time with the
/// same key: the provider must then do nothing and answer as the first time. Trouble on the way is thrown as
/// `Failure.transient`; "no" is an answer, not an error.
public protocol PaymentGateway: Sendable {
    /// Takes `money` from the card behind `token`.
    func charge(token: String, money: Money, idempotencyKey: String) async throws -> ChargeAnswer

    /// Gives back all of the charge, and returns the provider's name for the refund.
    func refund(chargeID: String, money: Money, idempotencyKey: String) async throws -> String

    /// Makes sure that no money is and never will be taken under the key of a charge. That charge may be
    /// unknown to the provider, or known to it alone: asked for, but the answer was lost and the attempts
    /// were used up.
    func void(chargeIdempotencyKey: String) async throws
}
