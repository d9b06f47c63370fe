import Foundation
import ShopEvents
import Testing

@Suite struct ValueTests {
    @Test func `an order id is a UUID in lower case`() {
        let text = "5E1F0C3A-7B0E-4C59-9A57-3D0D3B1F2A10"
        #expect(OrderID(text)?.text == text.lowercased())
        #expect(OrderID(text) == .example)
        for wrong in [
            "", "1", "5e1f0c3a7b0e4c599a573d0d3b1f2a10", text + "0", text.replacing("A", with: "G"),
        ] {
            #expect(OrderID(wrong) == nil)
        }
    }

    @Test func `a sku is short and plain`() {
        #expect(SKU("product_1.a-B") != nil)
        for wrong in ["", "a b", "ä", "a\n", String(repeating: "a", count: 65)] { #expect(SKU(wrong) == nil) }
    }

    @Test func `a currency is one of ISO 4217`() {
        #expect(Currency("EUR")?.code == "EUR")
        for wrong in ["", "eur", "XXX", "EURO", "XAU"] { #expect(Currency(wrong) == nil) }
    }

    @Test func `money does not overflow silently`() throws {
        let most = Money(amount: .max, currency: .example)
        let one = Money(amount: 1, currency: .example)
        #expect(most.adding(one) == nil)
        #expect(most.multiplied(by: 2) == nil)
        #expect(one.adding(one)?.amount == 2)
        #expect(one.adding(Money(amount: 1, currency: try #require(Currency("USD")))) == nil)
    }

    @Test func `a total is the sum of the lines`() {
        let lines = [OrderLine.example, OrderLine(sku: .example, quantity: 1, unitPrice: 7)]
        #expect(Money.total(of: lines, in: .example)?.amount == 2507)
        #expect(Money.total(of: [], in: .example)?.amount == 0)
        let most = OrderLine(sku: .example, quantity: 1, unitPrice: .max)
        #expect(Money.total(of: [most, most], in: .example) == nil)
    }

    @Test(arguments: [0, 1, 999, 1000, 1_767_323_945_678, -1, -1000, 253_402_300_799_999] as [Int64])
    func `a timestamp is read as it is written`(_ milliseconds: Int64) {
        let timestamp = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(timestamp.description) == timestamp)
        #expect(Timestamp(timestamp.date) == timestamp)
    }

    @Test func `a timestamp is ISO 8601 in UTC`() {
        #expect(Timestamp.example.description == "2026-01-02T03:19:05.000Z")
        #expect(Timestamp("2026-01-02T03:19:05Z") == .example)
        #expect(Timestamp("2026-01-02T03:19:05.5Z")?.milliseconds == 1_767_323_945_500)
        for wrong in ["", "Z", "2026-01-02", "2026-01-02T03:19:05", "2026-01-02T03:19:05.1234Z", "now.5Z"] {
            #expect(Timestamp(wrong) == nil)
        }
    }

    @Test func `any text makes a reason`() {
        #expect(Reason("no stock").text == "no stock")
        #expect(Reason("").text == "no reason given")
        #expect(Reason("  ") == .notGiven)
        #expect(Reason("a\r\nb\u{0}").text == "a  b ")
        let long = Reason(String(repeating: "é", count: 1000)).text
        #expect(long.utf8.count == Reason.maxBytes)
        #expect(long.allSatisfy { $0 == "é" })
    }
}
