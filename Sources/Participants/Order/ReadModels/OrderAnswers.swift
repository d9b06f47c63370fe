import Choreography
import Foundation
import GRDB
public import ShopEvents

/// One page of a list of orders.
public struct OrderPage: Sendable, Hashable {
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
        self.init(recorded.event, version: recorded.version, recordedAt: Timestamp(recorded.recordedAt))
    }

    init(_ event: EventStore.NewEvent, version: Int, recordedAt: Timestamp) {
        self.version = version
        id = event.id
        type = event.type
        typeVersion = event.typeVersion
        data = event.data
        metadata = event.metadata
        self.recordedAt = recordedAt
    }
}

extension OrderAuditEntry: Encodable {
    enum CodingKeys: String, CodingKey {
        case version, id, type, data, metadata
        case typeVersion = "type_version"
        case recordedAt = "recorded_at"
    }

    /// Writes an object that holds data and metadata as JSON, but for the payment token, with which somebody
    /// could pay.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(id, forKey: .id)
        try container.encode(type, forKey: .type)
        try container.encode(typeVersion, forKey: .typeVersion)
        try container.encode(JSONValue(parsing: data.utf8)?.without("payment_token"), forKey: .data)
        try container.encode(JSONValue(parsing: metadata.utf8), forKey: .metadata)
        try container.encode(recordedAt, forKey: .recordedAt)
    }
}

extension JSONValue {
    /// Without the fields of this name, however deep they are.
    fileprivate func without(_ field: String) -> JSONValue {
        switch self {
        case .object(let fields):
            .object(fields.filter { $0.key != field }.mapValues { $0.without(field) })
        case .array(let elements): .array(elements.map { $0.without(field) })
        default: self
        }
    }
}

/// One step of an order, for whoever watches it.
public struct OrderStep: Sendable, Hashable, Codable {
    /// How many facts the order has with it.
    public let version: Int
    /// What kind of fact.
    public let type: String
    /// As in ``OrderView/status``, afterwards.
    public let status: String
    /// The same in words for the customer.
    public let displayStatus: String
    /// Why it is being undone, was undone, rejected or withdrawn.
    public let reason: String?
    /// When it was recorded.
    public let recordedAt: Timestamp
    /// Whether the shop has nothing more to do for the order until somebody outside says something.
    public let isAtRest: Bool

    enum CodingKeys: String, CodingKey {
        case version, type, status, reason
        case displayStatus = "display_status"
        case recordedAt = "recorded_at"
        case isAtRest = "at_rest"
    }

    init(_ step: (fact: OrderFact, details: OrderDetails)) {
        let (fact, details) = step
        version = details.version
        type = OrderFactJSON.type(of: fact)
        status = details.status
        displayStatus = details.displayStatus
        reason = details.reason
        recordedAt = details.updatedAt
        isAtRest = OrderStatus(rawValue: status)?.isAtRest ?? true
    }
}
