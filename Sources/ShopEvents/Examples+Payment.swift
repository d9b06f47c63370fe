// Examples of the events said by payment; the golden files are made of them.

extension PaymentProcessed {
    /// Fixed values.
    public static var example: PaymentProcessed {
        PaymentProcessed(orderID: .example, amount: 2500, currency: .example, chargeID: "ch_1")
    }
}

extension PaymentFailed {
    /// Fixed values.
    public static var example: Self { PaymentFailed(orderID: .example, reason: "card declined") }
}

extension PaymentRefunded {
    /// Fixed values.
    public static var example: PaymentRefunded {
        PaymentRefunded(
            orderID: .example, amount: 2500, currency: .example, chargeID: "ch_1", refundID: "re_1",
            reason: "changed my mind")
    }
}

extension PaymentVoided {
    /// Fixed values.
    public static var example: Self { PaymentVoided(orderID: .example, reason: "changed my mind") }
}
