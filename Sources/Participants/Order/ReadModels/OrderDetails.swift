import Choreography
import GRDB
public import ShopEvents

/// An order with all that may be shown of it: a row of `order_view`, or what its facts amount to. As JSON it
/// has snake_case names, amounts in minor units of `currency` and moments as ISO 8601 texts.
public struct OrderDetails: Sendable, Hashable, Codable {
    /// One line with its subtotal.
    public struct Line: Sendable, Hashable, Codable {
        /// What.
        public let sku: SKU
        /// How many.
        public let quantity: Int
        /// The price of one, in minor units.
        public let unitPrice: Int64
        /// The price of all; nil when it cannot be counted (such an order is rejected).
        public let subtotal: Int64?

        enum CodingKeys: String, CodingKey {
            case sku, quantity, subtotal
            case unitPrice = "unit_price"
        }

        init(_ line: OrderLine) {
            sku = line.sku
            quantity = line.quantity
            unitPrice = line.unitPrice
            let (product, overflow) = line.unitPrice.multipliedReportingOverflow(by: Int64(line.quantity))
            subtotal = overflow ? nil : product
        }
    }

    /// Which order.
    public let orderID: OrderID
    /// The shop's number for the customer; nil for an order that was withdrawn before it was asked for.
    public internal(set) var userID: String?
    /// Personal data.
    public internal(set) var customerName: String?
    /// Personal data.
    public internal(set) var customerEmail: String?
    /// As they were asked for.
    public internal(set) var lines: [Line]
    /// The sum of the lines' quantities.
    public internal(set) var itemCount: Int
    /// What it costs; nil when it was never placed.
    public internal(set) var total: Int64?
    /// ISO 4217, as it was asked for.
    public internal(set) var currency: String?
    /// As in ``OrderView/status``.
    public internal(set) var status: String
    /// The same in words for the customer.
    public internal(set) var displayStatus: String
    /// Why it is being undone, was undone, rejected or withdrawn.
    public internal(set) var reason: String?
    /// How many facts it is made of.
    public internal(set) var version: Int
    /// When the first fact was recorded.
    public let createdAt: Timestamp
    /// When the last fact was recorded.
    public internal(set) var updatedAt: Timestamp
    /// When it was placed.
    public internal(set) var placedAt: Timestamp?
    /// When it was confirmed.
    public internal(set) var confirmedAt: Timestamp?
    /// When the parcel left.
    public internal(set) var shippedAt: Timestamp?
    /// When the parcel arrived.
    public internal(set) var deliveredAt: Timestamp?
    /// When it was cancelled, rejected or withdrawn.
    public internal(set) var closedAt: Timestamp?

    enum CodingKeys: String, CodingKey {
        case lines, total, currency, status, reason, version
        case orderID = "order_id"
        case userID = "user_id"
        case customerName = "customer_name"
        case customerEmail = "customer_email"
        case itemCount = "item_count"
        case displayStatus = "display_status"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case placedAt = "placed_at"
        case confirmedAt = "confirmed_at"
        case shippedAt = "shipped_at"
        case deliveredAt = "delivered_at"
        case closedAt = "closed_at"
    }
}

extension OrderDetails {
    /// - Parameter row: of `order_view`, where the order's id was looked up or has been written by us.
    init(_ row: Row) throws {
        guard let order = OrderID(row["order_id"] as String) else {
            throw Failure.permanent(.invalidValue, "an order id in order_view cannot be read")
        }
        orderID = order
        userID = row["user_id"]
        customerName = row["customer_name"]
        customerEmail = row["customer_email"]
        lines = try JSONCoder.decode([Line].self, from: row["lines"] as String)
        itemCount = row["item_count"]
        total = row["total"]
        currency = row["currency"]
        status = row["status"]
        displayStatus = row["display_status"]
        reason = row["reason"]
        version = row["version"]
        createdAt = Timestamp(milliseconds: row["created_at"])
        updatedAt = Timestamp(milliseconds: row["updated_at"])
        func moment(_ moment: OrderMoment) -> Timestamp? {
            (row[moment.rawValue] as Int64?).map(Timestamp.init(milliseconds:))
        }
        placedAt = moment(.placed)
        confirmedAt = moment(.confirmed)
        shippedAt = moment(.shipped)
        deliveredAt = moment(.delivered)
        closedAt = moment(.closed)
    }
}
