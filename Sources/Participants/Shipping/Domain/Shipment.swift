public import ShopEvents

/// How far the one shipment of an order has come. The last three are for ever.
public enum Shipment: Sendable, Hashable {
    /// Not both heard yet: the address (`order.placed`) and that the stock is set aside
    /// (`inventory.reserved`). The address is personal data; no later state holds it.
    case waiting(ShippingAddress?, isReserved: Bool)
    /// The carrier is booked.
    case scheduled(trackingNumber: String)
    /// The carrier has the parcel.
    case dispatched(trackingNumber: String)
    /// The customer has the parcel.
    case delivered(trackingNumber: String)
    /// The carrier does not go there.
    case failed
    /// No shipment exists, and none ever will. Also for an order that was called off before anything was
    /// booked: what comes late finds the door closed.
    case cancelled

    /// Before anything was heard about the order.
    public static let unknown = Shipment.waiting(nil, isReserved: false)
}
