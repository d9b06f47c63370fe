import Foundation
import GRDB
public import ShopEvents

/// An order with all that may be shown of it: a row of `order_view`. As JSON it has snake_case names, amounts
/// in minor units of `currency` and moments in milliseconds since 1970.
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
    public let orderID: String
    /// The shop's number for the customer; nil for an order that was withdrawn before it was asked for.
    public let userID: String?
    /// Personal data.
    public let customerName: String?
    /// Personal data.
    public let customerEmail: String?
    /// As they were asked for.
    public let lines: [Line]
    /// The sum of the lines' quantities.
    public let itemCount: Int
    /// What it costs; nil when it was never placed.
    public let total: Int64?
    /// ISO 4217, as it was asked for.
    public let currency: String?
    /// As in ``OrderView/status``.
    public let status: String
    /// The same in words for the customer.
    public let displayStatus: String
    /// Why it is being undone, was undone, rejected or withdrawn.
    public let reason: String?
    /// How many facts it is made of.
    public let version: Int
    /// When the first fact was recorded.
    public let createdAt: Int64
    /// When the last fact was recorded.
    public let updatedAt: Int64
    /// When it was placed.
    public let placedAt: Int64?
    /// When it was confirmed.
    public let confirmedAt: Int64?
    /// When the parcel left.
    public let shippedAt: Int64?
    /// When the parcel arrived.
    public let deliveredAt: Int64?
    /// When it was cancelled, rejected or withdrawn.
    public let closedAt: Int64?

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
    init(_ row: Row) throws {
        orderID = row["order_id"]
        userID = row["user_id"]
        customerName = row["customer_name"]
        customerEmail = row["customer_email"]
        lines = try JSONDecoder().decode([Line].self, from: Data((row["lines"] as String).utf8))
        itemCount = row["item_count"]
        total = row["total"]
        currency = row["currency"]
        status = row["status"]
        displayStatus = row["display_status"]
        reason = row["reason"]
        version = row["version"]
        createdAt = row["created_at"]
        updatedAt = row["updated_at"]
        placedAt = row["placed_at"]
        confirmedAt = row["confirmed_at"]
        shippedAt = row["shipped_at"]
        deliveredAt = row["delivered_at"]
        closedAt = row["closed_at"]
    }
}
