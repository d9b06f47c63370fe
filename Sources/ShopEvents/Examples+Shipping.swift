// Examples of the events said by shipping; the golden files are made of them.

extension ShippingScheduled {
    /// Fixed values.
    public static var example: Self { ShippingScheduled(orderID: .example, trackingNumber: "TRK-0001") }
}

extension ShippingFailed {
    /// Fixed values.
    public static var example: Self { ShippingFailed(orderID: .example, reason: "no carrier delivers to AQ") }
}

extension ShippingCancelled {
    /// Fixed values.
    public static var example: Self { ShippingCancelled(orderID: .example, reason: "changed my mind") }
}

extension ShippingCancelRefused {
    /// Fixed values.
    public static var example: ShippingCancelRefused {
        ShippingCancelRefused(orderID: .example, reason: "the parcel is on its way")
    }
}

extension ShippingDispatched {
    /// Fixed values.
    public static var example: Self { ShippingDispatched(orderID: .example, trackingNumber: "TRK-0001") }
}

extension ShippingDelivered {
    /// Fixed values.
    public static var example: Self { ShippingDelivered(orderID: .example, trackingNumber: "TRK-0001") }
}
