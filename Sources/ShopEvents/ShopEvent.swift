public import Choreography

/// An event of the shop; each has an example for tests, documents and golden files.
public protocol ShopEvent: Event {
    /// One with fixed values; the examples of all types together tell the story of one order.
    static var example: Self { get }
}

/// An event about one order; the order id is what the events of one saga have in common.
public protocol OrderEvent: ShopEvent {
    /// Which order.
    var orderID: OrderID { get }
}

extension OrderEvent {
    /// The order id.
    public var correlationID: String? { orderID.text }
}
