// Examples of the events said from outside; the golden files are made of them.

extension OrderRequested {
    /// Fixed values.
    public static var example: OrderRequested {
        OrderRequested(
            orderID: .example, customer: .example, lines: [.example], currency: "EUR",
            shippingAddress: .example, paymentToken: "tok_visa")
    }
}

extension OrderCancelRequested {
    /// Fixed values.
    public static var example: Self { OrderCancelRequested(orderID: .example, reason: "changed my mind") }
}

extension CarrierCollected {
    /// Fixed values.
    public static var example: Self { CarrierCollected(orderID: .example, trackingNumber: "TRK-0001") }
}

extension CarrierDelivered {
    /// Fixed values.
    public static var example: Self { CarrierDelivered(orderID: .example, trackingNumber: "TRK-0001") }
}

extension WarehouseReceived {
    /// Fixed values.
    public static var example: Self { WarehouseReceived(sku: .example, quantity: 40) }
}
