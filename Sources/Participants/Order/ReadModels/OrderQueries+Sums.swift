import Choreography
public import GRDB

extension OrderQueries {
    /// What a customer has ordered, one entry per currency; none for a customer who never placed an order.
    public static func history(ofCustomer userID: String, in db: Database) throws -> [CustomerHistory] {
        try ProjectionLedger.requireBuilt("customer_history", in: db)
        let statement = try db.cachedStatement(
            sql: """
                SELECT user_id, currency, orders, total, cancelled_orders, cancelled_total, last_order_id,
                    last_order_at FROM \(CustomerHistoryProjection.table) WHERE user_id = ? ORDER BY currency
                """)
        return try Row.fetchAll(statement, arguments: [userID]).map(CustomerHistory.init)
    }

    /// How many orders there are of each status that an order can have for its customer; 0 where there are none.
    public static func counts(in db: Database) throws -> [String: Double] {
        try ProjectionLedger.requireBuilt("order_view", in: db)
        let statement = try db.cachedStatement(
            sql: "SELECT status, count(*) FROM \(OrderDetailsProjection.table) GROUP BY status")
        let found = try Row.fetchAll(statement).reduce(into: [String: Double]()) { $0[$1[0]] = $1[1] }
        let statuses = OrderStatus.allCases.filter { $0 != .unknown && $0 != .withdrawn }
        return statuses.reduce(into: [:]) { $0[$1.rawValue] = found[$1.rawValue] ?? 0 }
    }

    /// The days that had any revenue or cancellation, in order; `days` are `2026-01-02`, both ends included.
    public static func dailyRevenue(
        _ days: ClosedRange<String>? = nil, in db: Database
    ) throws -> [DailyRevenue] {
        try ProjectionLedger.requireBuilt("daily_revenue", in: db)
        let statement = try db.cachedStatement(
            sql: """
                SELECT day, currency, orders, revenue, cancelled_orders, cancelled_revenue
                FROM \(DailyRevenueProjection.table)
                WHERE day BETWEEN coalesce(?, '') AND coalesce(?, '~') ORDER BY day, currency
                """)
        return try Row.fetchAll(statement, arguments: [days?.lowerBound, days?.upperBound])
            .map(DailyRevenue.init)
    }

    /// Why orders were cancelled, the most frequent reason first.
    public static func cancellations(in db: Database) throws -> [CancellationCount] {
        try ProjectionLedger.requireBuilt("cancellations_by_reason", in: db)
        let statement = try db.cachedStatement(
            sql: """
                SELECT reason, orders, first_at, last_at FROM \(CancellationsProjection.table)
                ORDER BY orders DESC, reason
                """)
        return try Row.fetchAll(statement).map(CancellationCount.init)
    }
}
