import GRDB
public import ShopEvents

/// What a customer has ordered in one currency; amounts in its minor units.
public struct CustomerHistory: Sendable, Hashable, Codable {
    /// The shop's number for the customer.
    public let userID: String
    /// ISO 4217.
    public let currency: String
    /// How many orders were placed.
    public let orders: Int
    /// What they cost together.
    public let total: Int64
    /// How many of them were cancelled.
    public let cancelledOrders: Int
    /// What those cost together.
    public let cancelledTotal: Int64
    /// The order that was placed last.
    public let lastOrderID: String
    /// When.
    public let lastOrderAt: Timestamp

    enum CodingKeys: String, CodingKey {
        case currency, orders, total
        case userID = "user_id"
        case cancelledOrders = "cancelled_orders"
        case cancelledTotal = "cancelled_total"
        case lastOrderID = "last_order_id"
        case lastOrderAt = "last_order_at"
    }
}

extension CustomerHistory {
    init(_ row: Row) {
        userID = row[0]
        currency = row[1]
        orders = row[2]
        total = row[3]
        cancelledOrders = row[4]
        cancelledTotal = row[5]
        lastOrderID = row[6]
        lastOrderAt = Timestamp(milliseconds: row[7])
    }
}

/// What came in on one day (UTC) in one currency; amounts in its minor units.
public struct DailyRevenue: Sendable, Hashable, Codable {
    /// `2026-01-02`
    public let day: String
    /// ISO 4217.
    public let currency: String
    /// How many orders were confirmed.
    public let orders: Int
    /// What they cost together.
    public let revenue: Int64
    /// How many confirmed orders, of this day or earlier ones, were cancelled.
    public let cancelledOrders: Int
    /// What those cost together.
    public let cancelledRevenue: Int64

    enum CodingKeys: String, CodingKey {
        case day, currency, orders, revenue
        case cancelledOrders = "cancelled_orders"
        case cancelledRevenue = "cancelled_revenue"
    }
}

extension DailyRevenue {
    init(_ row: Row) {
        day = row[0]
        currency = row[1]
        orders = row[2]
        revenue = row[3]
        cancelledOrders = row[4]
        cancelledRevenue = row[5]
    }
}

/// How many orders were cancelled for one reason.
public struct CancellationCount: Sendable, Hashable, Codable {
    /// Why.
    public let reason: String
    /// How many.
    public let orders: Int
    /// When for the first time.
    public let firstAt: Timestamp
    /// When for the last time.
    public let lastAt: Timestamp

    enum CodingKeys: String, CodingKey {
        case reason, orders
        case firstAt = "first_at"
        case lastAt = "last_at"
    }
}

extension CancellationCount {
    init(_ row: Row) {
        reason = row[0]
        orders = row[1]
        firstAt = Timestamp(milliseconds: row[2])
        lastAt = Timestamp(milliseconds: row[3])
    }
}
