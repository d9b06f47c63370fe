package import Choreography
package import ShopEvents

/// Which event states a fact to the others.
package enum PaymentSaying {
    /// Every fact about a payment concerns the others.
    package static func event(stating fact: PaymentFact, about order: OrderID) -> (any Event)? {
        switch fact {
        case .charged(let charge):
            PaymentProcessed(
                orderID: order, amount: charge.money.amount, currency: charge.money.currency,
                chargeID: charge.id)
        case .failed(let reason): PaymentFailed(orderID: order, reason: reason)
        case .refunded(let charge, let refundID, let reason):
            PaymentRefunded(
                orderID: order, amount: charge.money.amount, currency: charge.money.currency,
                chargeID: charge.id, refundID: refundID, reason: reason)
        case .voided(let reason): PaymentVoided(orderID: order, reason: reason)
        }
    }
}
