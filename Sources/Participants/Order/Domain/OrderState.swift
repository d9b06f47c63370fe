package import ShopEvents

/// Where an order stands.
package enum OrderStatus: String, Sendable, Hashable, CaseIterable {
    /// Nothing was heard of it.
    case unknown
    /// Cancelled before it was asked for.
    case withdrawn
    /// Placed, the forward path is on its way.
    case pending
    /// Paid, reserved, a carrier is booked.
    case confirmed
    /// The parcel left the house.
    case shipped
    /// The parcel arrived.
    case delivered
    /// Being undone.
    case cancelling
    /// Undone.
    case cancelled
    /// Never placed.
    case rejected

    /// Whether the shop has nothing more to do for the order until somebody outside says something.
    package var isAtRest: Bool { self != .pending && self != .cancelling }
}

/// How far the parcel is, as heard while the order was being undone.
package enum Movement: String, Sendable, Hashable {
    case dispatched, delivered
}

/// What the order participant knows about one order.
package struct OrderState: Sendable, Hashable {
    package var status = OrderStatus.unknown
    /// What was asked; nil before it was.
    package var content: OrderContent?
    /// The sum of the lines, once placed.
    package var total: Money?
    /// Until when it must be confirmed, once placed.
    package var deadline: Timestamp?
    package var isPaid = false
    package var isReserved = false
    /// Whether `order.confirmed` was said; it is said once.
    package var isConfirmed = false
    /// What the parcel did while the order was being undone.
    package var noted: Movement?
    /// Why it is being undone, was undone, rejected or withdrawn.
    package var reason: Reason?

    package init() {}
}
