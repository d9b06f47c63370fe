package import ShopEvents

/// What has become true about an order: the entries of its event stream.
package enum OrderFact: Sendable, Hashable {
    case placed(OrderContent, total: Money, deadline: Timestamp)
    case rejected(OrderContent, Reason)
    /// Cancelled before it was asked for.
    case withdrawn(Reason)
    case paymentNoted
    case reservationNoted
    case confirmed(total: Money)
    case shipped
    case delivered
    /// By the customer or the deadline: shipping is the first to undo, and waits for our word.
    case cancelling(Reason)
    /// By a step that failed: the others hear of it from the one that failed.
    case undoing(Reason)
    /// Heard while being undone.
    case movementNoted(Movement)
    /// The parcel is on its way; what was being undone goes on.
    case cancelRefused(Reason)
    case cancelled(Reason)
}
