import Testing

@testable import Email
@testable import ShopEvents

@Suite("What customers read")
struct EmailTemplateTests {
    private static let addressee = Addressee(
        name: "Zoë Müller", email: "zoe@example.com",
        receipt: Addressee.Receipt(
            lines: [.example, OrderLine(sku: SKU(known: "tea"), quantity: 1, unitPrice: 5)],
            total: Money(amount: 2505, currency: .example)))

    private func template(_ news: News, _ addressee: Addressee = addressee) -> MailTemplate {
        MailTemplate(
            EmailRules.Letter(news: news, addressee: addressee), order: .example, shop: "The Corner Shop")
    }

    @Test("The mail that thanks for an order")
    func received() {
        let mail = template(.received)
        #expect(mail.subject == "Thank you, we have your order")
        #expect(
            mail.text == """
                Hello Zoë Müller,

                thank you for your order! It has reached us,
                and we are getting it ready now.

                Order 5e1f0c3a-7b0e-4c59-9a57-3d0d3b1f2a10

                  2 x product_1, 12.50 EUR each   25.00 EUR
                  1 x tea                          0.05 EUR
                  Total                           25.05 EUR

                We write again as soon as everything is confirmed.
                There is nothing you need to do.

                Warm regards
                The Corner Shop

                """)
    }

    @Test("The mail about a cancellation names the reason as a sentence, if there is one")
    func cancelled() {
        #expect(template(.cancelled(reason: "the card was declined")).text.contains("declined.\n"))
        #expect(
            template(.cancelled(reason: "Changed my mind!")).text.contains("The reason: Changed my mind!\n"))
        #expect(!template(.cancelled(reason: .notGiven)).text.contains("reason"))
    }

    @Test("Every kind has its subject, names the order, and fits a line", arguments: MailKind.allCases)
    func everyKind(kind: MailKind) {
        let mail = template(News(kind, detail: "TRK-0001"), Addressee(name: " ", email: "zoe@example.com"))
        #expect(!mail.subject.isEmpty)
        #expect(mail.text.hasPrefix("Hello,\n"))
        #expect(mail.text.contains(OrderID.example.text))
        #expect(mail.text.split(separator: "\n").allSatisfy { $0.count <= 76 })
        #expect(!mail.text.contains("\n\n\n"))
    }

    @Test("News survive being kept", arguments: MailKind.allCases)
    func news(kind: MailKind) {
        let news = News(kind, detail: "TRK-0001")
        #expect(News(news.kind, detail: news.detail) == news)
    }

    @Test(
        "Prices by the currency's decimal places",
        arguments: [
            (1250, "EUR", "12.50 EUR"), (5, "EUR", "0.05 EUR"), (0, "EUR", "0.00 EUR"),
            (1250, "JPY", "1250 JPY"), (1250, "KWD", "1.250 KWD"), (7, "BHD", "0.007 BHD"),
            (-1250, "USD", "-12.50 USD"), (.max, "EUR", "92233720368547758.07 EUR"),
        ] as [(Int64, String, String)])
    func prices(amount: Int64, code: String, text: String) {
        #expect(PriceFormat(Currency(known: code)).text(amount) == text)
    }
}
