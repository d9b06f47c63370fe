public import Choreography
package import GRDB
public import ShopEvents

/// What became of payments, for people and programs that ask. Never waits for the worker, which goes on writing.
public struct PaymentQueries: Sendable {
    private let database: any DatabaseReader

    /// Asks the worker's own database, on connections that cannot write.
    public init(_ store: Store) { self.init(reading: store.database) }

    package init(reading database: any DatabaseReader) { self.database = database }

    /// The payment of one order; nil as long as nothing has become of it.
    public func payment(of order: OrderID) async throws -> PaymentRecord? {
        try await database.read { db in
            let select = try db.cachedStatement(
                sql: """
                    SELECT status, amount, currency, charge_id, refund_id, reason, updated_at FROM payments
                    WHERE order_id = ?
                    """)
            return try Row.fetchOne(select, arguments: [order.text]).map { row in
                guard let status = PaymentRecord.Status(rawValue: row[0]) else {
                    throw Failure.permanent(.reactionFailed, "a payment's row cannot be read")
                }
                return PaymentRecord(
                    orderID: order, status: status, amount: row[1], currency: row[2], chargeID: row[3],
                    refundID: row[4], reason: row[5], updatedAt: Timestamp(milliseconds: row[6]))
            }
        }
    }
}

/// What became of one payment.
public struct PaymentRecord: Sendable, Hashable, Codable {
    /// How it stands.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// The money was taken.
        case charged
        /// It was not to be had.
        case failed
        /// The money was taken and given back.
        case refunded
        /// No money was taken, and none will be.
        case voided
    }

    /// Whose payment.
    public let orderID: OrderID
    /// How it stands.
    public let status: Status
    /// In minor units; nil where no money was taken.
    public let amount: Int64?
    /// ISO 4217; nil where no money was taken.
    public let currency: String?
    /// The provider's name for the charge.
    public let chargeID: String?
    /// The provider's name for the refund.
    public let refundID: String?
    /// Why it failed or was given back.
    public let reason: String?
    /// When it came to stand so.
    public let updatedAt: Timestamp

    enum CodingKeys: String, CodingKey {
        case status, amount, currency, reason
        case orderID = "order_id"
        case chargeID = "charge_id"
        case refundID = "refund_id"
        case updatedAt = "updated_at"
    }

    /// A record with these values.
    public init(
        orderID: OrderID, status: Status, amount: Int64? = nil, currency: String? = nil,
        chargeID: String? = nil, refundID: String? = nil, reason: String? = nil, updatedAt: Timestamp
    ) {
        self.orderID = orderID
        self.status = status
        self.amount = amount
        self.currency = currency
        self.chargeID = chargeID
        self.refundID = refundID
        self.reason = reason
        self.updatedAt = updatedAt
    }
}
