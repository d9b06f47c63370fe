#if MUTANTS
    import Choreography

    /// A rule of the shop that is broken on purpose, as ``Choreography/Mutant`` breaks those of the runtime. Here,
    /// since the participants' domains import nothing else.
    package enum ShopMutant: String, CaseIterable, Sendable {
        case paymentWithoutTombstone = "payment-without-tombstone"
        case inventoryWithoutTombstone = "inventory-without-tombstone"
        case shippingWithoutTombstone = "shipping-without-tombstone"
        case releaseWithoutReserve = "release-without-reserve"
        case refundTwice = "refund-twice"
        case stockCheckedAfterDecrement = "stock-checked-after-decrement"
        case deadlineIgnored = "deadline-ignored"
        case mailUnderNewID = "mail-under-new-id"

        private static let chosen = ShopMutant(rawValue: Mutant.chosenName)

        /// Whether this process is this mutant.
        package static func isOn(_ mutant: ShopMutant) -> Bool { mutant == chosen }

        /// What it does.
        package var title: String {
            switch self {
            case .paymentWithoutTombstone: "payment forgets that it was told to undo what it had not done"
            case .inventoryWithoutTombstone: "inventory forgets that it was told to undo what it had not done"
            case .shippingWithoutTombstone: "shipping forgets that it was told to undo what it had not done"
            case .releaseWithoutReserve: "inventory gives back what it has not set aside"
            case .refundTwice: "payment refunds again what was refunded"
            case .stockCheckedAfterDecrement:
                "inventory takes from the shelf before it looks whether there is enough"
            case .deadlineIgnored: "an order does nothing when its deadline passes"
            case .mailUnderNewID: "a mail that is sent again has another Message-ID"
            }
        }

        /// What it breaks.
        package var promise: String {
            switch self {
            case .paymentWithoutTombstone, .inventoryWithoutTombstone, .shippingWithoutTombstone:
                "what comes late finds the door closed"
            case .releaseWithoutReserve, .stockCheckedAfterDecrement:
                "every unit is in one place, and no shelf is below zero"
            case .refundTwice: "money is given back once"
            case .deadlineIgnored: "no order is left in limbo"
            case .mailUnderNewID: "one mail for each order and kind"
            }
        }
    }
#endif
