public import ShopEvents

/// How far one order has come with us. It ends once, in one of the last three, and never leaves that.
public enum Reservation: Sendable, Hashable {
    /// Not both heard yet: the lines (`order.placed`) and the go-ahead (`payment.processed`).
    case waiting(PickList?, isPaid: Bool)
    /// Every line is set aside.
    case reserved(PickList)
    /// There was not enough of something; nothing was set aside.
    case rejected
    /// Nothing is held for this order, and nothing ever will be. Also for an order that was given up before
    /// anything was set aside: what comes late finds the door closed.
    case released
    /// The carrier has the parcel.
    case shipped

    /// Before anything was heard about the order.
    public static let unknown = Reservation.waiting(nil, isPaid: false)
}

/// Which sku was not enough, and by how much.
public struct Shortage: Sendable, Hashable {
    /// The first sku of the pick list of which there was not enough.
    public let sku: SKU
    /// What the order wanted of it.
    public let wanted: Int
    /// What there was; 0 for a sku that nobody knows.
    public let available: Int

    /// Names the shortage.
    public init(sku: SKU, wanted: Int, available: Int) {
        self.sku = sku
        self.wanted = wanted
        self.available = available
    }
}
