/// Where the units of one sku are. Every unit that ever came in is in exactly one place, so always
/// `initial + received = onHand + reserved + shipped`, and nothing is ever below zero.
public struct StockLevel: Sendable, Hashable {
    /// What there was when the books were opened.
    public var initial: Int
    /// What the warehouse has taken in since.
    public var received: Int
    /// Free to be set aside for an order.
    public var onHand: Int
    /// Set aside for orders that have neither been shipped nor released.
    public var reserved: Int
    /// Handed to the carrier.
    public var shipped: Int

    /// The most units of one sku that the books can hold: far above any warehouse, far below any overflow.
    public static let limit = 1_000_000_000_000_000

    /// A level as it was stored. Nothing is checked; ``isBalanced`` tells whether it can be true.
    public init(initial: Int, received: Int = 0, onHand: Int, reserved: Int = 0, shipped: Int = 0) {
        self.initial = initial
        self.received = received
        self.onHand = onHand
        self.reserved = reserved
        self.shipped = shipped
    }

    /// Opens the books with `quantity` units; 0 for a sku that was not known.
    public static func opening(_ quantity: Int) -> StockLevel {
        StockLevel(initial: quantity, onHand: quantity)
    }

    /// Whether the stock equation holds and nothing is negative.
    public var isBalanced: Bool {
        min(initial, received, onHand, reserved, shipped) >= 0
            && initial + received == onHand + reserved + shipped
    }

    /// Whether `quantity` more units still fit into the books.
    public func canReceive(_ quantity: Int) -> Bool {
        quantity >= 1 && quantity <= Self.limit - initial - received
    }

    mutating func receive(_ quantity: Int) {
        received += quantity
        onHand += quantity
    }

    mutating func reserve(_ quantity: Int) {
        onHand -= quantity
        reserved += quantity
    }

    mutating func release(_ quantity: Int) {
        reserved -= quantity
        onHand += quantity
    }

    mutating func ship(_ quantity: Int) {
        reserved -= quantity
        shipped += quantity
    }
}
