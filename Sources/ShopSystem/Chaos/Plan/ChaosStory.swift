/// What can become of an order of a chaos run, each a way through the dance.
public enum ChaosStory: String, CaseIterable, Sendable, Hashable, Encodable {
    /// Confirmed, and left so.
    case confirmed
    /// Confirmed, collected and delivered by the carrier.
    case delivered
    /// The card is declined.
    case declined
    /// Nobody could have so many.
    case outOfStock = "out_of_stock"
    /// One of many orders for the same few pieces.
    case contested
    /// Nobody delivers there.
    case undeliverable
    /// Cancelled before the order itself was asked for.
    case cancelledFirst = "cancelled_first"
    /// Cancelled in the same breath.
    case cancelledAtOnce = "cancelled_at_once"
    /// Cancelled some orders later.
    case cancelledLater = "cancelled_later"
    /// Cancelled when the parcel was on its way.
    case cancelledTooLate = "cancelled_too_late"
    /// Makes no business sense.
    case senseless
    /// Asked for once more under another message id.
    case askedTwice = "asked_twice"

    /// How many of a hundred orders.
    var share: Int {
        switch self {
        case .confirmed, .delivered: 20
        case .contested: 12
        case .declined: 8
        case .cancelledAtOnce: 7
        case .outOfStock, .undeliverable, .cancelledLater: 6
        case .cancelledFirst: 5
        case .cancelledTooLate: 4
        case .senseless, .askedTwice: 3
        }
    }

    /// Where such an order may stand at the end.
    ///
    /// - Parameter hasExpired: whether its deadline had passed before it was confirmed, which may happen to
    ///   any order as long as everything is being broken.
    func mayEnd(as status: String, hasExpired: Bool) -> Bool {
        let ends: Set<String> =
            switch self {
            case .confirmed, .askedTwice: ["confirmed"]
            case .delivered: ["delivered"]
            case .declined, .outOfStock, .undeliverable: ["cancelled"]
            case .contested: ["confirmed", "cancelled"]
            // The wish may overtake the request, also much later: a crash has both delivered again.
            case .cancelledFirst, .cancelledAtOnce, .cancelledLater: ["rejected", "cancelled"]
            case .cancelledTooLate: ["shipped"]
            case .senseless: ["rejected"]
            }
        return ends.contains(status) || (hasExpired && status == "cancelled")
    }

    /// Whether the carrier comes for the parcel.
    var isCollected: Bool { self == .delivered || self == .cancelledTooLate }
}
