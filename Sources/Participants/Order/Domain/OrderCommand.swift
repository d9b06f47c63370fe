package import ShopEvents

/// What the order is asked to do about an event that was heard.
package enum OrderCommand: Sendable, Hashable {
    /// `order.requested`; `deadline` is until when it would have to be confirmed.
    case place(OrderContent, deadline: Timestamp)
    /// `order.cancel_requested`
    case cancel(Reason)
    /// The deadline is over.
    case expire
    /// `payment.processed`
    case notePayment
    /// `inventory.reserved`
    case noteReservation
    /// `inventory.rejected`, `shipping.failed`: the forward path ended, the others are undoing already.
    case awaitUndoing(Reason)
    /// `shipping.scheduled`
    case confirm
    /// `payment.failed`, `payment.refunded`, `payment.voided`: no money is held, which is the last step back.
    case close(Reason)
    /// `shipping.dispatched`, `shipping.delivered`
    case move(Movement)
    /// `shipping.cancel_refused`
    case resume(Reason)
}
