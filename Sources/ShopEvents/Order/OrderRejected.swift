public import Choreography

/// `order.rejected`: the request makes no business sense; the saga never starts.
public struct OrderRejected: OrderEvent {
    /// `order.rejected`
    public static let type: EventType = "order.rejected"
    /// The JSON form of this file.
    public static let version = 1

    /// Which order.
    public let orderID: OrderID
    /// Who asked, to be told; name and id may be empty, the mail address has the form of one.
    public let customer: Customer
    /// Why.
    public let reason: Reason

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case customer, reason
    }

    /// States it.
    public init(orderID: OrderID, customer: Customer, reason: Reason) {
        self.orderID = orderID
        self.customer = customer
        self.reason = reason
    }

    /// Refuses a body that has the shape, but not the sense.
    public func validate() throws(InvalidEvent) {
        try customer.validate("customer")
    }
}
