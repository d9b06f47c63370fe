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

    private static let accepted = Answer(
        .accepted, "Durably taken in; `status` tells where the order stands now.",
        schema: OrderReceipt.schema,
        example: OrderReceipt(
            orderID: OrderRequested.example.orderID ?? .example, acceptance: .applied, status: "pending"))

    private static func accept(_ receipt: OrderReceipt) throws -> Response {
        try accepted(receipt, headers: [.location: "/orders/\(receipt.orderID)"])
    }

    /// What only the order's errors mean to whoever asks.
    static func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let unknown as UnknownOrder {
            throw problem(unknown)
        } catch let failure as Failure where failure.kind == .orderIDReused {
            throw Problem(.conflict, kind: failure.kind.rawValue, detail: failure.message)
        }
    }

    static func problem(_ unknown: UnknownOrder) -> Problem {
        .notFound(unknown.isPast ? "nothing had been heard of this order by then" : "there is no such order")
    }
}
