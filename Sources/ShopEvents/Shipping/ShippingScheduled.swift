public import Choreography

/// `shipping.scheduled`: a carrier is booked.
public struct ShippingScheduled: OrderEvent {
    /// `shipping.scheduled`
    public static let type: EventType = "shipping.scheduled"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// The carrier's name for the parcel.
    public let trackingNumber: String

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case trackingNumber = "tracking_number"
    }

    /// States it.
    public init(orderID: OrderID, trackingNumber: String) {
        self.orderID = orderID
        self.trackingNumber = trackingNumber
    }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try Check.filled(trackingNumber, "tracking_number")
    }
}
