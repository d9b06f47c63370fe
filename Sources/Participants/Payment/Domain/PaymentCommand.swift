package import ShopEvents

/// What an event asks of the payment.
package enum PaymentIntent: Sendable, Hashable {
    /// `order.placed`
    case pay(Money, token: String)
    /// `inventory.rejected`, `inventory.released`
    case giveBack(Reason)
}

/// What has to be asked of the provider before the payment can answer.
package enum PaymentWish: Sendable, Hashable {
    case charge(Money, token: String)
    case refund(Charge)
    /// To make sure that a charge that was asked for and never answered does not stand.
    case void
}

/// What the provider said to a wish.
package enum PaymentAnswer: Sendable, Hashable {
    case charge(ChargeAnswer)
    case refund(refundID: String)
    case void
}

/// An intent together with the provider's answer, where there was something to ask.
package struct PaymentCommand: Sendable, Hashable {
    package let intent: PaymentIntent
    package let answer: PaymentAnswer?

    package init(_ intent: PaymentIntent, answer: PaymentAnswer? = nil) {
        self.intent = intent
        self.answer = answer
    }
}
