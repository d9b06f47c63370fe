import Choreography
import Hummingbird
import Order
import ShopEvents
import WorkerApplication

/// What changes nothing.
extension OrderRoutes {
    var one: Endpoint {
        let answer = Answer(
            .ok, "The order, as it is at this moment or was then.", schema: OrderDetails.schema,
            example: OrderDetails.example)
        return Endpoint(
            .get, "/orders/{id}", "One order", parameters: [Self.id, Parameter.at], answers: [answer],
            problems: [Self.unknown]
        ) { [desk] request in
            let query = FindOrder(order: try request[Self.id], at: try request[.at])
            return try answer(
                try await Self.translating {
                    try await desk.queries.ask(query, correlationID: query.order.text)
                })
        }
    }

    var trail: Endpoint {
        let answer = Answer(
            .ok, "What was recorded, oldest first.",
            schema: .object(["items": .list(of: OrderAuditEntry.schema)]),
            example: AuditTrail(items: [try? OrderAuditEntry.example].compactMap(\.self)))
        return Endpoint(
            .get, "/orders/{id}/events", "The audit trail of an order", parameters: [Self.id],
            answers: [answer], problems: [Self.unknown]
        ) { [desk] request in
            let query = FindAuditTrail(order: try request[Self.id])
            let items = try await desk.queries.ask(query, correlationID: query.order.text)
            guard !items.isEmpty else { throw Self.problem(UnknownOrder(isPast: false)) }
            return try answer(AuditTrail(items: items))
        }
    }

    var list: Endpoint {
        let answer = Answer(
            .ok, "A page of orders, the youngest first.", schema: .page(of: OrderDetails.schema),
            example: Page(example: OrderDetails.example))
        return Endpoint(
            .get, "/orders", "The orders of a customer, or in a state, or all",
            parameters: [Self.userID, Self.status] + Pagination.parameters, answers: [answer],
            problems: [Self.notBuilt]
        ) { [desk] request in
            let pagination = try Pagination(request)
            let found = try await desk.queries.ask(
                ListOrders(
                    userID: try request[Self.userID], status: try request[Self.status],
                    page: pagination.page, pageSize: pagination.pageSize))
            return try answer(Page(found.orders, of: found.totalOrders, at: pagination))
        }
    }

    var stream: Endpoint {
        Endpoint(
            .get, "/orders/{id}/stream",
            "What happens to an order, as it happens, until it is at rest (server-sent events)",
            parameters: [Self.id, Self.lastEventID],
            answers: [
                EventStreamAnswer("One event for each fact: its version as id, its type, the state after it.")
            ],
            problems: [Self.unknown, ProblemAnswer(.serviceUnavailable, "Too many streams are open.")]
        ) { [desk, watch, streams] request in
            let (order, since) = (try request[Self.id], try request[Self.lastEventID])
            _ = try await Self.translating { try await desk.queries.ask(FindOrder(order: order)) }
            return try streams.open(for: request) { stream in
                try await OrderBroadcast(order: order, desk: desk, watch: watch).send(
                    since: since, to: stream)
            }
        }
    }
}

/// The body of an audit trail.
struct AuditTrail: Encodable, Sendable {
    let items: [OrderAuditEntry]
}
