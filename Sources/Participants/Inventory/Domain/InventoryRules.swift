public import ShopEvents

/// The rules of the stock: all lines of an order are set aside or none, what was set aside leaves once,
/// shipped or released, and no sku is ever below zero.
///
/// The state may hold all the books or only the part that a command touches (``Command/skus(touching:)``);
/// the decision is the same.
public enum InventoryRules {
    /// The books.
    public struct State: Sendable, Hashable {
        /// Every known sku.
        public var stock: [SKU: StockLevel]
        /// Every order that was heard of; those missing are ``Reservation/unknown``.
        public var reservations: [OrderID: Reservation]

        /// Books with these entries.
        public init(stock: [SKU: StockLevel] = [:], reservations: [OrderID: Reservation] = [:]) {
            self.stock = stock
            self.reservations = reservations
        }

        /// How far the order has come.
        public func reservation(of order: OrderID) -> Reservation { reservations[order] ?? .unknown }

        /// What can be set aside now.
        public func available(_ sku: SKU) -> Int { stock[sku]?.onHand ?? 0 }
    }

    /// What is asked of the stock.
    public enum Command: Sendable, Hashable {
        /// Keep what the order wants; set it aside if the go-ahead came first.
        case pick(OrderID, PickList)
        /// The money is there: set aside what the order wants once it is known.
        case goAhead(OrderID)
        /// Give back what is held, and close the door.
        case release(OrderID, reason: Reason)
        /// The carrier took what was set aside.
        case ship(OrderID)
        /// New units arrived; the sku need not be known.
        case receive(SKU, quantity: Int)
    }

    /// What has become true in the books.
    public enum Fact: Sendable, Hashable {
        /// What the order wants is known.
        case picked(OrderID, PickList)
        /// The order is paid.
        case goneAhead(OrderID)
        /// Every line is set aside.
        case reserved(OrderID, PickList)
        /// Nothing was set aside.
        case rejected(OrderID, Shortage)
        /// Nothing is held any more.
        case released(OrderID, reason: Reason)
        /// What was set aside left the house.
        case shipped(OrderID)
        /// Units came in.
        case received(SKU, quantity: Int)
        /// A sku has none left that could be set aside. Follows from the facts before it.
        case depleted(SKU)
        /// A sku can be set aside again. Follows from the facts before it.
        case restocked(SKU)
    }

    /// No stock, no orders.
    public static let initial = State()
}
