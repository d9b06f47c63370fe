import Choreography
public import GRDB
public import ShopEvents

/// What everybody may know about an order: one row, as it stood after the last event.
public struct OrderView: Sendable, Hashable {
    /// Which order.
    public let orderID: OrderID
    /// `withdrawn` (cancelled before it was asked for), `pending`, `confirmed`, `shipped`, `delivered`,
    /// `cancelling`, `cancelled` or `rejected`.
    public let status: String
    /// What it costs; nil when it was never placed.
    public let total: Money?
    /// Why it is being undone, was undone, rejected or withdrawn.
    public let reason: Reason?
    /// How many facts it is made of.
    public let version: Int
    /// Until when it must be confirmed; nil when it was never placed.
    public let deadline: Timestamp?
    /// When the last fact was recorded.
    public let updatedAt: Timestamp

    init(_ orderID: OrderID, _ state: OrderState, version: Int, updatedAt: Timestamp) {
        self.orderID = orderID
        status = state.status.rawValue
        total = state.total
        reason = state.reason
        self.version = version
        deadline = state.deadline
        self.updatedAt = updatedAt
    }

    /// Reads it; nil when nothing was heard of the order.
    public static func fetch(_ order: OrderID, in db: Database) throws -> OrderView? {
        try db.first(
            """
            SELECT status, total, currency, reason, version, deadline, updated_at
            FROM orders WHERE order_id = ?
            """, order.text
        ) { OrderView(order, $0) }
    }

    private init(_ orderID: OrderID, _ row: SQLRow) {
        self.orderID = orderID
        status = row[0]
        total = (row[2] as String?).flatMap(Currency.init).flatMap { currency in
            (row[1] as Int64?).map { Money(amount: $0, currency: currency) }
        }
        reason = (row[3] as String?).map { Reason($0) }
        version = row[4]
        deadline = (row[5] as Int64?).map(Timestamp.init(milliseconds:))
        updatedAt = Timestamp(milliseconds: row[6])
    }

    func write(to db: Database) throws {
        try db.run(
            """
            INSERT INTO orders (
                order_id, status, total, currency, reason, version, deadline, updated_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (order_id) DO UPDATE SET
                status = excluded.status, total = excluded.total, currency = excluded.currency,
                reason = excluded.reason, version = excluded.version, deadline = excluded.deadline,
                updated_at = excluded.updated_at
            """, orderID.text, status, total?.amount, total?.currency.code, reason?.text, version,
            deadline?.milliseconds, updatedAt.milliseconds)
    }
}
