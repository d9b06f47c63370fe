/// The orders of the demo, each with the end that it must come to.
enum Scenario: String, CaseIterable, Sendable {
    case confirmed
    case declined
    case outOfStock = "out_of_stock"
    case undeliverable
    case cancelled
    case duplicate
    case expired

    /// The headline.
    var title: String {
        switch self {
        case .confirmed: "Everything goes well"
        case .declined: "The card is declined"
        case .outOfStock: "The shelf is empty"
        case .undeliverable: "Nobody delivers to Antarctica"
        case .cancelled: "A customer has second thoughts"
        case .duplicate: "The storefront stutters"
        case .expired: "The warehouse is asleep"
        }
    }

    /// What the audience has to know.
    var prologue: String {
        switch self {
        case .confirmed: "Zoë orders two of product_1. Nobody conducts: watch who speaks next."
        case .declined: "Ben pays with a card that his bank declines. There is nothing to undo."
        case .outOfStock:
            "Ada wants 60 of product_2; there are 50. Her money is taken by then, and comes back."
        case .undeliverable:
            "Roald has his parcel sent to the South Pole. What was done is undone, last step first."
        case .cancelled:
            "The shipping worker is stopped for a moment, and Mia cancels while her order waits there."
        case .duplicate: "The same message is published three times. Two of them must change nothing."
        case .expired:
            "The inventory worker is stopped until the order's deadline has passed. Then it wakes up, too late."
        }
    }

    /// How the order must stand at the end.
    var status: String {
        switch self {
        case .confirmed, .duplicate: "confirmed"
        case .declined, .outOfStock, .undeliverable, .cancelled, .expired: "cancelled"
        }
    }

    /// Event types that must have been said, each exactly once.
    var saidOnce: [String] {
        switch self {
        case .confirmed, .duplicate:
            [
                "order.placed", "payment.processed", "inventory.reserved", "shipping.scheduled",
                "order.confirmed",
            ]
        case .declined: ["order.placed", "payment.failed", "order.cancelled"]
        case .outOfStock:
            [
                "order.placed", "payment.processed", "inventory.rejected", "payment.refunded",
                "order.cancelled",
            ]
        case .undeliverable:
            [
                "order.placed", "payment.processed", "inventory.reserved", "shipping.failed",
                "inventory.released", "payment.refunded", "order.cancelled",
            ]
        case .cancelled:
            [
                "order.placed", "payment.processed", "inventory.reserved", "order.cancelling",
                "shipping.cancelled", "inventory.released", "payment.refunded", "order.cancelled",
            ]
        case .expired:
            [
                "order.placed", "payment.processed", "order.cancelling", "shipping.cancelled",
                "inventory.released", "payment.refunded", "order.cancelled",
            ]
        }
    }

    /// Event types that must never have been said.
    var neverSaid: [String] {
        switch self {
        case .confirmed, .duplicate: ["order.cancelling", "order.cancelled", "payment.refunded"]
        case .declined: ["payment.processed", "inventory.reserved", "order.confirmed"]
        case .outOfStock: ["inventory.reserved", "shipping.scheduled", "order.confirmed"]
        case .undeliverable: ["shipping.scheduled", "order.confirmed"]
        // What waited for a worker that was stopped may still be answered, and is undone at once.
        case .cancelled: ["order.confirmed"]
        case .expired: ["shipping.scheduled", "order.confirmed"]
        }
    }

    /// The event with which the order has come to its end.
    var end: String { "order.\(status)" }
}
