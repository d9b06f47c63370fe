import Choreography
import Order
import ShopEvents
import Testing

/// What the table of reactions does not show: what is noted, what is carried along.
@Suite struct OrderRulesTests {
    @Test func `an order that is placed carries all that was asked, its total and its deadline`() throws {
        let play = Play([.requested])
        #expect(play.said.first as? OrderPlaced == .example)
    }

    @Test func `progress is noted once`() {
        var play = Play([.requested, .processed, .reserved])
        #expect(play.state.isPaid && play.state.isReserved)
        play.hear(.processed)
        play.hear(.reserved)
        #expect(play.facts.count == 3)
    }

    @Test(
        arguments: [
            ([.dispatched], .shipped), ([.delivered], .delivered), ([.dispatched, .delivered], .delivered),
            ([.delivered, .dispatched], .delivered), ([], .confirmed),
        ] as [([Play.Heard], OrderStatus)])
    func `a refused cancellation goes on where the parcel is`(_ moves: [Play.Heard], _ status: OrderStatus) {
        var play = Play([.requested, .cancelRequested] + moves)
        #expect(play.state.status == .cancelling)
        #expect(play.hear(.cancelRefused) == ["order.confirmed", "order.cancel_refused"])
        #expect(play.state.status == status)
        #expect(play.state.reason == nil && play.state.noted == nil)
    }

    @Test func `an order is confirmed once`() {
        var play = Play([.requested, .scheduled, .cancelRequested, .cancelRefused])
        #expect(play.state.status == .confirmed)
        play.hear(.dispatched)
        play.hear(.delivered)
        #expect(play.count("order.confirmed") == 1)
        #expect(play.said.compactMap { $0 as? OrderConfirmed } == [.example])
    }

    @Test func `an order that goes on can be cancelled again`() {
        var play = Play([.requested, .cancelRequested, .cancelRefused])
        #expect(play.hear(.cancelRequested) == ["order.cancelling"])
    }

    @Test func `the first reason is carried to the end`() {
        let play = Play([.requested, .cancelRequested, .outOfStock, .refunded])
        #expect(play.said.last as? OrderCancelled == .example)
        let failed = Play([.requested, .undeliverable, .refunded])
        #expect(
            failed.said.last as? OrderCancelled
                == OrderCancelled(orderID: .example, reason: "no carrier delivers to AQ"))
        let declined = Play([.requested, .failed])
        #expect(
            declined.said.last as? OrderCancelled
                == OrderCancelled(orderID: .example, reason: "card declined"))
    }

    @Test func `a cancellation that came first rejects the order when it comes`() {
        let play = Play([.cancelRequested, .requested])
        #expect(
            play.said as? [OrderRejected]
                == [OrderRejected(orderID: .example, customer: .example, reason: "changed my mind")])
    }

    @Test func `the same wish again is no contradiction, another one is`() throws {
        let placed = Play([.requested]).state
        let rejected = Play([.senseless]).state
        let same = try #require(Play.Heard.requested.command)
        let other = try #require(Play.Heard.senseless.command)
        #expect(!OrderRules.contradicts(same, placed))
        #expect(OrderRules.contradicts(other, placed))
        #expect(!OrderRules.contradicts(other, rejected))
        #expect(OrderRules.contradicts(same, rejected))
        #expect(!OrderRules.contradicts(same, Play().state))
        #expect(!OrderRules.contradicts(same, Play([.cancelRequested]).state))
        #expect(OrderRules.decide(other, in: placed) == [])
    }

    @Test func `a wish that differs in anything at all is another one`() throws {
        let example = OrderRequested.example
        func wish(
            _ customer: Customer = example.customer, _ lines: [OrderLine] = example.lines,
            _ currency: String = example.currency, _ address: ShippingAddress = example.shippingAddress,
            _ token: String = example.paymentToken
        ) -> OrderContent {
            OrderContent(
                OrderRequested(
                    orderID: .example, customer: customer, lines: lines, currency: currency,
                    shippingAddress: address, paymentToken: token))
        }
        let other = ShippingAddress(name: "a", street: "b", city: "c", postalCode: "1", country: "DE")
        let wishes = [
            wish(), wish(Customer(id: "2", name: "a", email: "a@b")), wish(example.customer, []),
            wish(example.customer, example.lines, "USD"),
            wish(example.customer, example.lines, example.currency, other),
            wish(example.customer, example.lines, example.currency, example.shippingAddress, "tok_other"),
        ]
        #expect(wish() == wish() && wish().hashValue == wish().hashValue)
        #expect(Set(wishes).count == wishes.count)
    }

    @Test func `an order without an id is named after its message`() throws {
        let uuid = "5E1F0C3A-7B0E-4C59-9A57-3D0D3B1F2A10"
        let other = "0b2c7d9e-0000-4000-8000-000000000000"
        #expect(OrderNaming.orderID(asked: .example, messageID: other) == .example)
        #expect(OrderNaming.orderID(asked: nil, messageID: uuid) == .example)
        let derived = try #require(OrderNaming.orderID(asked: nil, messageID: "shop-42"))
        #expect(derived == OrderNaming.orderID(asked: nil, messageID: "shop-42"))
        #expect(derived != OrderNaming.orderID(asked: nil, messageID: "shop-43"))
        #expect(Array(derived.text)[14] == "8")
        #expect("89ab".contains(Array(derived.text)[19]))
    }
}
