package import Choreography
package import ShopEvents

/// An event about one order that asks something of its payment.
package protocol HeardByPayment: OrderEvent {
    /// What it asks.
    var paymentIntent: PaymentIntent { get }
}

/// Which intent an event stands for.
package enum PaymentHearing {
    /// nil for what the payment does not hear.
    package static func intent(hearing event: any Event) -> PaymentIntent? {
        (event as? any HeardByPayment)?.paymentIntent
    }
}

extension OrderPlaced: HeardByPayment {
    package var paymentIntent: PaymentIntent { .pay(money, token: paymentToken) }
}

extension InventoryRejected: HeardByPayment {
    package var paymentIntent: PaymentIntent { .giveBack(reason) }
}

extension InventoryReleased: HeardByPayment {
    package var paymentIntent: PaymentIntent { .giveBack(reason) }
}
