import Choreography
import Order
import ShopEvents
import WorkerApplication

// What can be wanted of orders: the commands change something, the queries do not.

/// A customer asks for goods.
struct PlaceOrder: Command {
    typealias Result = OrderReceipt

    let request: OrderRequested
    /// The same for every repetition of the same wish.
    let key: String

    func validate() throws { try request.validate() }
}

/// A customer has a change of mind.
struct CancelOrder: Command {
    typealias Result = OrderReceipt

    let order: OrderID
    let reason: Reason
    /// The same for every repetition of the same wish.
    let key: String
}

/// One order as it is, or as it was.
struct FindOrder: Query {
    typealias Result = OrderDetails

    let order: OrderID
    var at: HistoryPoint?
}

/// What was recorded of an order.
struct FindAuditTrail: Query {
    typealias Result = [OrderAuditEntry]

    let order: OrderID
}

/// What happened to an order after its first so many facts.
struct FindSteps: Query {
    typealias Result = [OrderStep]

    let order: OrderID
    let since: Int
}

/// A page of orders.
struct ListOrders: Query, Hashable {
    typealias Result = OrderPage

    let userID: String?
    let status: String?
    let page: Int
    let pageSize: Int
}

/// What a customer has ordered, by currency.
struct FindCustomerHistory: Query {
    typealias Result = [CustomerHistory]

    let userID: String
}

/// What came in, by day and currency.
struct FindDailyRevenue: Query {
    typealias Result = [DailyRevenue]
}

/// How many orders were cancelled, by reason.
struct CountCancellations: Query {
    typealias Result = [CancellationCount]
}

/// What became of a wish.
struct OrderReceipt: Sendable, Codable {
    let orderID: OrderID
    /// What became of the wish itself.
    let acceptance: Acceptance
    /// Where the order stands now; nil when the wish is kept and not yet handled.
    let status: String?

    enum CodingKeys: String, CodingKey {
        case acceptance, status
        case orderID = "order_id"
    }
}
