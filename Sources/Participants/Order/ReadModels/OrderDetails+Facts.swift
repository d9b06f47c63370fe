import Choreography
import ShopEvents

/// What is noted of an order when it happens for the first time: the columns of `order_view`.
enum OrderMoment: String {
    case placed = "placed_at"
    case confirmed = "confirmed_at"
    case shipped = "shipped_at"
    case delivered = "delivered_at"
    case closed = "closed_at"
}

extension OrderFact {
    /// What happens with it.
    var moment: OrderMoment? {
        switch self {
        case .placed: .placed
        case .confirmed: .confirmed
        case .shipped, .movementNoted(.dispatched): .shipped
        case .delivered, .movementNoted(.delivered): .delivered
        case .rejected, .withdrawn, .cancelled: .closed
        case .paymentNoted, .reservationNoted, .cancelling, .undoing, .cancelRefused: nil
        }
    }

    /// What the customer asked for, and what it costs.
    var content: (asked: OrderContent, total: Money?)? {
        switch self {
        case .placed(let content, let total, _): (content, total)
        case .rejected(let content, _): (content, nil)
        default: nil
        }
    }
}

extension OrderContent {
    /// The sum of the quantities. Saturates: what was rejected may hold absurd numbers.
    var itemCount: Int {
        lines.reduce(0) { sum, line in
            let (sum, overflow) = sum.addingReportingOverflow(line.quantity)
            return overflow ? .max : sum
        }
    }
}

extension OrderDetails {
    /// The order after each of its facts, folded from the stream: what its row in `order_view` was or will be.
    static func history(
        of order: OrderID, from facts: some Sequence<EventStore.RecordedEvent>
    ) throws -> [(fact: OrderFact, details: OrderDetails)] {
        history(of: order, from: try facts.map { (try OrderFactJSON.fact($0), Timestamp($0.recordedAt)) })
    }

    static func history(
        of order: OrderID, from facts: [(fact: OrderFact, at: Timestamp)]
    ) -> [(fact: OrderFact, details: OrderDetails)] {
        guard let first = facts.first else { return [] }
        var state = OrderRules.initial
        var details = OrderDetails(order, since: first.at)
        return facts.map { fact, moment in
            state = OrderRules.evolve(state, fact)
            details.take(fact, state, at: moment)
            return (fact, details)
        }
    }

    private init(_ order: OrderID, since moment: Timestamp) {
        orderID = order
        lines = []
        itemCount = 0
        status = OrderStatus.unknown.rawValue
        displayStatus = OrderState().displayStatus
        version = 0
        createdAt = moment
        updatedAt = moment
    }

    private mutating func take(_ fact: OrderFact, _ state: OrderState, at now: Timestamp) {
        status = state.status.rawValue
        displayStatus = state.displayStatus
        reason = state.reason?.text
        version += 1
        updatedAt = now
        if let (content, total) = fact.content { take(content, total) }
        switch fact.moment {
        case .placed: placedAt = placedAt ?? now
        case .confirmed: confirmedAt = confirmedAt ?? now
        case .shipped: shippedAt = shippedAt ?? now
        case .delivered: deliveredAt = deliveredAt ?? now
        case .closed: closedAt = closedAt ?? now
        case nil: break
        }
    }

    private mutating func take(_ content: OrderContent, _ total: Money?) {
        userID = content.customer.id
        customerName = content.customer.name
        customerEmail = content.customer.email
        lines = content.lines.map(Line.init)
        itemCount = content.itemCount
        self.total = total?.amount
        currency = content.currency
    }
}
