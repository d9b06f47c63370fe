import ShopEvents

/// The words of a mail. Pure: the same news are always the same words.
struct MailTemplate: Sendable, Hashable {
    let subject: String
    let text: String

    /// - Parameter shop: how the shop signs.
    init(_ letter: EmailRules.Letter, order: OrderID, shop: String) {
        let words = MailWords(letter.news)
        let receipt = words.showsReceipt ? letter.addressee.receipt : nil
        let name = Self.singleSpaced(letter.addressee.name)
        subject = words.subject
        text = """
            Hello\(name.isEmpty ? "" : " ")\(name),

            \(words.opening)

            Order \(order.text)\(receipt.map { "\n\n" + ReceiptText.text($0) } ?? "")

            \(words.closing)

            Warm regards
            \(shop)

            """
    }

    /// With single spaces between the words, as nearly every name has them anyway.
    private static func singleSpaced(_ name: String) -> String {
        guard !name.isSingleSpacedASCII() else { return name }
        return name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
