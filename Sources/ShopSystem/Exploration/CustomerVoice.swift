import Choreography
import ChoreographyTesting
import ShopEvents

/// A customer, who asks once and may change their mind once, at any moment.
enum CustomerVoice {
    struct State: Hashable, Sendable {}

    static func wish(_ order: OrderID) -> OrderRequested {
        let example = OrderRequested.example
        return OrderRequested(
            orderID: order, customer: example.customer,
            lines: [OrderLine(sku: ShopExploration.sku, quantity: 1, unitPrice: 1250)], currency: "EUR",
            shippingAddress: example.shippingAddress, paymentToken: example.paymentToken)
    }

    static func voice(of order: OrderID, mayCancel: Bool) -> ExplorationVoice {
        ExplorationVoice("storefront", about: order.text, initial: State()) { _, _ in [] }
            .impulse("the customer changes their mind", atMost: mayCancel ? 1 : 0) { state in
                let wish = OrderCancelRequested(orderID: order, reason: "no longer wanted")
                return [ExplorationTurn<State>(state, says: [wish])]
            }
    }
}
