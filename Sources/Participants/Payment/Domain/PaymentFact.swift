package import ShopEvents

/// What has become true about the payment of an order.
package enum PaymentFact: Sendable, Hashable {
    case charged(Charge)
    case failed(Reason)
    case refunded(Charge, refundID: String, Reason)
    case voided(Reason)
}
