package import Choreography
package import ShopEvents

/// Which event states a fact to the others.
package enum OrderSaying {
    /// nil for what concerns the order alone.
    package static func event(stating fact: OrderFact, about order: OrderID) -> (any Event)? {
        switch fact {
        case .placed(let content, let total, let deadline):
            OrderPlaced(
                orderID: order, customer: content.customer, lines: content.lines, currency: total.currency,
                total: total.amount, shippingAddress: content.shippingAddress,
                paymentToken: content.paymentToken, deadline: deadline)
        case .rejected(let content, let reason):
            OrderRejected(orderID: order, customer: content.customer, reason: reason)
        case .confirmed(let total):
            OrderConfirmed(orderID: order, total: total.amount, currency: total.currency)
        case .cancelling(let reason): OrderCancelling(orderID: order, reason: reason)
        case .cancelled(let reason): OrderCancelled(orderID: order, reason: reason)
        case .cancelRefused(let reason): OrderCancelRefused(orderID: order, reason: reason)
        case .withdrawn, .paymentNoted, .reservationNoted, .shipped, .delivered, .undoing, .movementNoted:
            nil
        }
    }
}
