import Choreography
import Order
import ShopEvents
import Testing

@Suite struct OrderSenseTests {
    @Test(
        arguments: [
            (request(lines: []), "the order has no lines"),
            (request(lines: [.example, line(quantity: 0)]), "line 2 orders nothing"),
            (request(lines: [line(quantity: 2, price: .max)]), "the total is too large to be counted"),
            (request(lines: [line(price: .max), line()]), "the total is too large to be counted"),
            (request(currency: "XXX"), "the currency is unknown"),
            (request(currency: ""), "the currency is unknown"),
            (request(customer: Customer(id: " ", name: "a", email: "a@b")), "the customer id is empty"),
            (request(customer: Customer(id: "1", name: "", email: "a@b")), "the customer name is empty"),
            (request(street: " "), "the street is empty"),
            (request(country: "de"), "the country is not two capital letters"),
            (request(country: ""), "the country is not two capital letters"),
            (request(token: ""), "the payment token is empty"),
        ] as [(OrderRequested, String)])
    func `what makes no business sense is rejected with a reason`(_ request: OrderRequested, _ reason: String)
    {
        let play = Play([.event(request)])
        #expect(play.state.status == .rejected)
        #expect((play.said as? [OrderRejected])?.map(\.reason.text) == [reason])
        #expect((play.said as? [OrderRejected])?.map(\.customer) == [request.customer])
    }

    @Test func `a free order is an order`() {
        let play = Play([.event(Self.request(lines: [Self.line(price: 0)]))])
        #expect((play.said as? [OrderPlaced])?.map(\.total) == [0])
    }

    static func request(
        customer: Customer = .example, lines: [OrderLine] = [.example], currency: String = "EUR",
        street: String = "Hauptstr. 1", country: String = "DE", token: String = "tok_visa"
    ) -> OrderRequested {
        OrderRequested(
            orderID: .example, customer: customer, lines: lines, currency: currency,
            shippingAddress: ShippingAddress(
                name: "Zoë", street: street, city: "Berlin", postalCode: "10115", country: country),
            paymentToken: token)
    }

    static func line(quantity: Int = 1, price: Int64 = 1) -> OrderLine {
        OrderLine(sku: .example, quantity: quantity, unitPrice: price)
    }
}
