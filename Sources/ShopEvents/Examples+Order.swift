// Examples of the events said by order; the golden files are made of them.

extension OrderPlaced {
    /// Fixed values.
    public static var example: OrderPlaced {
        OrderPlaced(
            orderID: .example, customer: .example, lines: [.example], currency: .example, total: 2500,
            shippingAddress: .example, paymentToken: "tok_visa", deadline: .example)
    }
}

extension OrderRejected {
    /// Fixed values.
    public static var example: OrderRejected {
        OrderRejected(orderID: .example, customer: .example, reason: "the order has no lines")
    }
}

extension OrderConfirmed {
    /// Fixed values.
    public static var example: Self { OrderConfirmed(orderID: .example, total: 2500, currency: .example) }
}

extension OrderCancelling {
    /// Fixed values.
    public static var example: Self { OrderCancelling(orderID: .example, reason: "changed my mind") }
}

extension OrderCancelled {
    /// Fixed values.
    public static var example: Self { OrderCancelled(orderID: .example, reason: "changed my mind") }
}

extension OrderCancelRefused {
    /// Fixed values.
    public static var example: OrderCancelRefused {
        OrderCancelRefused(orderID: .example, reason: "the parcel is on its way")
    }
}
