import ShopEvents

/// The other news.
extension MailWords {
    static func rejected(_ reason: Reason) -> MailWords {
        MailWords(
            subject: "We could not take your order",
            opening: "we are sorry: we could not take your order." + because(reason),
            closing: "Nothing was charged. You are welcome to order again.")
    }

    /// Also for an order that its deadline would have cancelled: it does not say who wanted it.
    static let cancelRefused = MailWords(
        subject: "Your order can no longer be cancelled",
        opening: "your order was to be cancelled, but the parcel had already left us, so we\n"
            + "could not stop it any more. It is coming to you as planned.",
        closing: "If you do not want to keep it, answer this mail\nand we will arrange its return.")

    static func cancelled(_ reason: Reason) -> MailWords {
        MailWords(
            subject: "Your order is cancelled",
            opening: "your order is cancelled, and everything about it has been undone." + because(reason),
            closing: "You are not charged for it: if money was taken, it has been given back in\n"
                + "full. Depending on your bank it may take a few days to show.",
            showsReceipt: true)
    }

    /// The reason on a line of its own; nothing when nobody gave one.
    private static func because(_ reason: Reason) -> String {
        guard reason != .notGiven else { return "" }
        let isSentence = reason.text.last.map { ".!?".contains($0) } ?? false
        return "\nThe reason: \(reason.text)\(isSentence ? "" : ".")"
    }
}
