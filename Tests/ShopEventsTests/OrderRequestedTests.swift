import Choreography
import ShopEvents
import Testing

/// Which requests are invalid input, and which may be heard and rejected.
@Suite struct OrderRequestedTests {
    @Test(arguments: [
        request(lines: []),
        request(lines: [OrderLine(sku: .example, quantity: 0, unitPrice: 1)]),
        request(lines: [OrderLine(sku: .example, quantity: 1_000_000, unitPrice: .max)]),
        request(currency: "XXX"),
        request(address: ShippingAddress(name: "", street: " ", city: "", postalCode: "", country: "de")),
        request(customer: Customer(id: "", name: "", email: "a@b")),
        request(token: ""),
    ])
    func `what makes no business sense may be heard`(_ request: OrderRequested) {
        #expect(throws: Never.self) { try request.validate() }
    }

    @Test(arguments: [
        (request(lines: [line(quantity: -1)]), "lines[0].quantity"),
        (request(lines: [line(), line(quantity: 1_000_001)]), "lines[1].quantity"),
        (request(lines: [line(price: -1)]), "lines[0].unit_price"),
        (request(lines: Array(repeating: line(), count: 501)), "lines"),
        (request(currency: String(repeating: "E", count: 501)), "currency"),
        (request(customer: Customer(id: "1", name: "a\r\nBcc: b", email: "a@b")), "customer.name"),
        (request(address: address(street: "a\u{0}b")), "shipping_address.street"),
        (request(address: address(street: String(repeating: "é", count: 251))), "shipping_address.street"),
        (request(token: "a\nb"), "payment_token"),
    ])
    func `invalid input is refused, and the field is named`(_ request: OrderRequested, _ field: String) {
        #expect { try request.validate() } throws: { ($0 as? InvalidEvent)?.field == field }
    }

    @Test(arguments: ["", "nobody", "@", "@b", "a@", "a@@b", "a@b@c", "a b@c", "a\u{00A0}b@c", "a@b\u{2003}"])
    func `a mail address has something before and after one at sign`(_ address: String) {
        let request = Self.request(customer: Customer(id: "1", name: "a", email: address))
        #expect { try request.validate() } throws: { ($0 as? InvalidEvent)?.field == "customer.email" }
    }

    @Test func `an order id must be a UUID`() throws {
        let json = JSON.object(["order_id": .text("42"), "reason": .text("")])
        #expect(
            try Golden.problem(OrderCancelRequested.self, json)
                == InvalidEvent(field: "order_id", reason: "must be a UUID"))
    }

    @Test func `a total must be the sum of its lines`() {
        let placed = OrderPlaced(
            orderID: .example, customer: .example, lines: [.example], currency: .example, total: 1,
            shippingAddress: .example, paymentToken: "t", deadline: .example)
        #expect { try placed.validate() } throws: { ($0 as? InvalidEvent)?.field == "total" }
    }

    static func request(
        customer: Customer = .example, lines: [OrderLine] = [.example], currency: String = "EUR",
        address: ShippingAddress = .example, token: String = "tok_visa"
    ) -> OrderRequested {
        OrderRequested(
            orderID: .example, customer: customer, lines: lines, currency: currency,
            shippingAddress: address, paymentToken: token)
    }

    static func line(quantity: Int = 1, price: Int64 = 1) -> OrderLine {
        OrderLine(sku: .example, quantity: quantity, unitPrice: price)
    }

    static func address(street: String) -> ShippingAddress {
        ShippingAddress(name: "a", street: street, city: "c", postalCode: "1", country: "DE")
    }
}
