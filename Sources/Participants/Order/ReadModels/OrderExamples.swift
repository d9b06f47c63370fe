import Choreography
import ShopEvents

// Examples of the answers, for descriptions.

extension OrderDetails {
    /// A confirmed order.
    package static var example: OrderDetails { steps[3].details }

    fileprivate static var steps: [(fact: OrderFact, details: OrderDetails)] {
        let content = OrderContent(.example)
        let start = OrderPlaced.example.deadline
        let facts: [OrderFact] = [
            .placed(content, total: OrderPlaced.example.money, deadline: start), .paymentNoted,
            .reservationNoted, .confirmed(total: OrderPlaced.example.money),
        ]
        return history(
            of: .example,
            from: facts.enumerated().map {
                ($1, Timestamp(milliseconds: start.milliseconds + Int64($0) * 40))
            })
    }
}

extension OrderStep {
    /// The last step of a confirmed order.
    package static var example: OrderStep { OrderStep(OrderDetails.steps[3]) }
}

extension OrderAuditEntry {
    /// The last fact of a confirmed order.
    package static var example: OrderAuditEntry {
        get throws {
            let (fact, details) = OrderDetails.steps[3]
            return OrderAuditEntry(
                EventStore.NewEvent(
                    id: "0198a5c2-7a1e-7c3b-9d54-0c2f1b6a7e10/4", type: OrderFactJSON.type(of: fact),
                    typeVersion: OrderFactJSON.version(of: OrderFactJSON.type(of: fact)),
                    data: try OrderFactJSON.data(of: fact),
                    metadata: #"{"causation_type":"shipping.scheduled"}"#), version: 4,
                recordedAt: details.updatedAt)
        }
    }
}

extension CustomerHistory {
    /// One order.
    package static var example: CustomerHistory {
        let order = OrderDetails.example
        return CustomerHistory(
            userID: Customer.example.id, currency: "EUR", orders: 1, total: order.total ?? 0,
            cancelledOrders: 0, cancelledTotal: 0, lastOrderID: order.orderID.text,
            lastOrderAt: order.createdAt)
    }
}

extension DailyRevenue {
    /// One order.
    package static var example: DailyRevenue {
        DailyRevenue(
            day: "2026-01-02", currency: "EUR", orders: 1, revenue: OrderDetails.example.total ?? 0,
            cancelledOrders: 0, cancelledRevenue: 0)
    }
}

extension CancellationCount {
    /// One order.
    package static var example: CancellationCount {
        let moment = OrderDetails.example.createdAt
        return CancellationCount(
            reason: OrderCancelRequested.example.reason.text, orders: 1, firstAt: moment, lastAt: moment)
    }
}
