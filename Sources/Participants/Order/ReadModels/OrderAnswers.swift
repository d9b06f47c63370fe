import Choreography
import Foundation
import GRDB
public import ShopEvents

/// One page of a list of orders.
public struct OrderPage: Sendable, Hashable, Codable {
    /// In the list's order.
    public let orders: [OrderDetails]
    /// From 1.
    public let page: Int
    /// How many orders a full page has.
    public let pageSize: Int
    /// How many orders fit, on all pages.
    public let totalOrders: Int
    /// How many pages there are.
    public var totalPages: Int { (totalOrders + pageSize - 1) / pageSize }

    enum CodingKeys: String, CodingKey {
        case orders, page
        case pageSize = "page_size"
        case totalOrders = "total_orders"
    }
}

/// A recorded fact of an order, for the audit trail.
public struct OrderAuditEntry: Sendable, Hashable {
    /// Its place in the order's stream, from 1.
    public let version: Int
    /// Its name.
    public let id: String
    /// What kind of fact.
    public let type: String
    /// The version of the form of ``data``.
    public let typeVersion: Int
    /// JSON, as it was written.
    public let data: String
    /// JSON: what caused it.
    public let metadata: String
    /// When it was recorded.
    public let recordedAt: Timestamp

    init(_ recorded: EventStore.RecordedEvent) {
        version = recorded.version
        id = recorded.event.id
        type = recorded.event.type
        typeVersion = recorded.event.typeVersion
        data = recorded.event.data
        metadata = recorded.event.metadata
        recordedAt = Timestamp(recorded.recordedAt)
    }
}

/// An order as it was known at some time, folded from its facts up to then.
public struct PastOrder: Sendable, Hashable {
    /// Which order.
    public let orderID: OrderID
    /// How many facts it was made of.
    public let version: Int
    /// As in ``OrderView/status``.
    public let status: String
    /// The same in words for the customer.
    public let displayStatus: String
    /// What it costs; nil as long as it was not placed.
    public let total: Money?
    /// Why it was being undone, rejected or withdrawn.
    public let reason: Reason?
    /// Until when it had to be confirmed.
    public let deadline: Timestamp?

    init(_ orderID: OrderID, _ past: Aggregate<OrderState>) {
        self.orderID = orderID
        version = past.version
        status = past.state.status.rawValue
        displayStatus = past.state.displayStatus
        total = past.state.total
        reason = past.state.reason
        deadline = past.state.deadline
    }
}
