import Choreography
import Hummingbird
import Order
import ShopEvents
import WorkerApplication

/// The customer's side of the order's HTTP door: place, cancel, look, watch.
struct OrderRoutes: Sendable {
    let desk: OrderDesk
    let watch: StreamWatch
    let streams: EventStreams

    var endpoints: [Endpoint] { [place, cancel, list, one, trail, stream] }

    private var place: Endpoint {
        let form = BodyForm(schema: OrderRequested.schema, example: OrderRequested.exampleAtTheDoor)
        return Endpoint(
            .post, "/orders", "Places an order (order.requested); Location tells where to look and watch",
            parameters: [Parameter.idempotencyKey], body: form, answers: [Self.accepted],
            problems: Self.refusals + [
                ProblemAnswer(.conflict, "The order id stands for another order already.")
            ]
        ) { [desk] request in
            let key = try request[.idempotencyKey]
            let order = PlaceOrder(request: try await request.body(form), key: key)
            return try Self.accept(
                try await Self.translating { try await desk.commands.send(order, messageID: key) })
        }
    }

    private var cancel: Endpoint {
        let form = BodyForm(
            schema: Cancellation.schema, example: Cancellation(reason: OrderCancelRequested.example.reason))
        return Endpoint(
            .post, "/orders/{id}/cancel",
            "Cancels an order (order.cancel_requested), as long as its parcel is here",
            parameters: [Self.id, Parameter.idempotencyKey], body: form, answers: [Self.accepted],
            problems: Self.refusals + [Self.unknown]
        ) { [desk] request in
            let (order, key) = (try request[Self.id], try request[.idempotencyKey])
            let command = CancelOrder(order: order, reason: try await request.body(form).reason, key: key)
            return try Self.accept(
                try await Self.translating {
                    try await desk.commands.send(command, messageID: key, correlationID: order.text)
                })
        }
    }

    private var one: Endpoint {
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

    private var trail: Endpoint {
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

    private var list: Endpoint {
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

    private var stream: Endpoint {
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

    private static let accepted = Answer(
        .accepted, "Durably taken in; `status` tells where the order stands now.",
        schema: OrderReceipt.schema,
        example: OrderReceipt(
            orderID: OrderRequested.example.orderID ?? .example, acceptance: .applied, status: "pending"))

    private static func accept(_ receipt: OrderReceipt) throws -> Response {
        try accepted(receipt, headers: [.location: "/orders/\(receipt.orderID)"])
    }

    /// What only the order's errors mean to whoever asks.
    private static func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let unknown as UnknownOrder {
            throw problem(unknown)
        } catch let failure as Failure where failure.kind == .orderIDReused {
            throw Problem(.conflict, kind: failure.kind.rawValue, detail: failure.message)
        }
    }

    private static func problem(_ unknown: UnknownOrder) -> Problem {
        .notFound(unknown.isPast ? "nothing had been heard of this order by then" : "there is no such order")
    }
}

/// The body of an audit trail.
struct AuditTrail: Encodable, Sendable {
    let items: [OrderAuditEntry]
}
