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
