import Choreography
public import Foundation
public import GRDB
public import ShopEvents

/// What can be asked about orders, on any connection to the order's database; a read-only one will do.
///
/// What is asked of one order is never behind. Lists and sums come from read models, which may be a moment
/// behind; they throw `ProjectionNotBuilt` while theirs is being built for the first time. All throw a database
/// error.
public enum OrderQueries {
    /// The largest page of a list.
    public static let maximumPageSize = 500

    /// The order as it is at this moment; nil when nothing was heard of it. A view that is behind, or being
    /// built, makes it no older: then its facts are read instead.
    public static func order(_ order: OrderID, in db: Database) throws -> OrderDetails? {
        let version = try EventStore().version(of: order.text, in: db)
        guard version > 0 else { return nil }
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM \(OrderDetailsProjection.table) WHERE order_id = ? AND version = ?")
        return try Row.fetchOne(statement, arguments: [order.text, version]).map(OrderDetails.init)
            ?? self.order(order, atVersion: version, in: db)
    }

    /// One page of the orders that fit, the youngest first; orders of one moment by their id.
    ///
    /// - Parameters:
    ///   - page: from 1; one beyond the last is empty.
    ///   - pageSize: 1 to ``maximumPageSize``; what is outside is moved to the nearest.
    public static func orders(
        userID: String? = nil, status: String? = nil, page: Int = 1, pageSize: Int = 50, in db: Database
    ) throws -> OrderPage {
        try ProjectionLedger.requireBuilt("order_view", in: db)
        let (page, size) = (max(1, page), min(max(1, pageSize), maximumPageSize))
        let filters = [("user_id", userID), ("status", status)].compactMap { column, value in
            value.map { (column, $0) }
        }
        let condition =
            filters.isEmpty ? "" : "WHERE " + filters.map { "\($0.0) = ?" }.joined(separator: " AND ")
        let values = filters.map(\.1)
        let count = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT count(*) FROM \(OrderDetailsProjection.table) \(condition)"),
            arguments: StatementArguments(values))
        let (offset, isBeyond) = (page - 1).multipliedReportingOverflow(by: size)
        let statement = try db.cachedStatement(
            sql: """
                SELECT * FROM \(OrderDetailsProjection.table) \(condition)
                ORDER BY created_at DESC, order_id LIMIT ? OFFSET ?
                """)
        let rows =
            isBeyond
            ? []
            : try Row.fetchAll(
                statement, arguments: StatementArguments(values) + StatementArguments([size, offset]))
        return OrderPage(
            orders: try rows.map(OrderDetails.init), page: page, pageSize: size, totalOrders: count ?? 0)
    }

    /// The order's facts, oldest first, as they stand in the store: the audit trail.
    public static func events(of order: OrderID, in db: Database) throws -> [OrderAuditEntry] {
        try EventStore().read(order.text, in: db).map(OrderAuditEntry.init)
    }

    /// What was known of the order after so many facts; nil when it has never had so many.
    public static func order(
        _ order: OrderID, atVersion version: Int, in db: Database
    ) throws -> OrderDetails? {
        let facts = try EventStore().read(order.text, through: version, in: db)
        guard facts.last?.version == version else { return nil }
        return try OrderDetails.history(of: order, from: facts).last?.details
    }

    /// What was known of the order at a moment; nil when nothing had been heard of it.
    public static func order(_ order: OrderID, at moment: Date, in db: Database) throws -> OrderDetails? {
        let facts = try EventStore().read(order.text, in: db).prefix { $0.recordedAt <= moment }
        return try OrderDetails.history(of: order, from: facts).last?.details
    }

    /// What happened to the order after its first so many facts, oldest first.
    public static func steps(
        of order: OrderID, since version: Int, in db: Database
    ) throws -> [OrderStep] {
        try OrderDetails.history(of: order, from: EventStore().read(order.text, in: db))
            .filter { $0.details.version > version }.map(OrderStep.init)
    }
}
