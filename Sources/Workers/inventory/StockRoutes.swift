import Choreography
import Hummingbird
import Inventory
import ShopEvents
import WorkerApplication

/// What the inventory's HTTP door answers: the shelves, and the way in for what the warehouse brings.
struct StockRoutes: Sendable {
    let queries: StockQueries
    let entrance: any EventEntrance

    var endpoints: [Endpoint] { [list, one, receive] }

    private var list: Endpoint {
        let answer = Answer(
            .ok, "A page of shelves, by sku.", schema: .page(of: Shelf.schema),
            example: Page(example: Self.example))
        return Endpoint(
            .get, "/stock", "All shelves", parameters: Pagination.parameters, answers: [answer]
        ) { [queries] request in
            let pagination = try Pagination(request)
            let found = try await queries.shelves(offset: pagination.offset, limit: pagination.pageSize)
            return try answer(Page(found.shelves, of: found.total, at: pagination))
        }
    }

    private var one: Endpoint {
        let answer = Answer(.ok, "The shelf.", schema: Shelf.schema, example: Self.example)
        return Endpoint(
            .get, "/stock/{sku}", "The shelf of one sku", parameters: [Self.sku], answers: [answer],
            problems: [Self.unknown]
        ) { [queries] request in
            guard let shelf = try await queries.shelf(of: try request[Self.sku]) else {
                throw Problem.notFound("nobody has ever heard of this sku")
            }
            return try answer(shelf)
        }
    }

    private var receive: Endpoint {
        let form = BodyForm(schema: Delivery.schema, example: Delivery(quantity: 25))
        let done = Answer(
            .ok, "The units are on the shelf; `duplicate` tells that they were before.",
            schema: Receipt.schema,
            example: Receipt(sku: Self.example.sku, quantity: 25, status: .applied))
        let kept = Answer(
            .accepted, "The delivery is kept and will be put on the shelf.", schema: Receipt.schema,
            example: Receipt(sku: Self.example.sku, quantity: 25, status: .kept))
        return Endpoint(
            .post, "/stock/{sku}/receive", "Says that the warehouse has taken units in (warehouse.received)",
            parameters: [Self.sku, Parameter.idempotencyKey], body: form, answers: [done, kept],
            problems: [
                ProblemAnswer(
                    .unprocessableContent, "A value is not acceptable, or the key came with another body."),
                ProblemAnswer(.serviceUnavailable, "Not possible at the moment."),
            ]
        ) { [entrance] request in
            let (sku, key) = (try request[Self.sku], try request[.idempotencyKey])
            let event = WarehouseReceived(sku: sku, quantity: try await request.body(form).quantity)
            try event.validate()
            let acceptance = try await entrance.accept(event, messageID: key)
            let receipt = Receipt(sku: sku, quantity: event.quantity, status: acceptance)
            return try acceptance == .kept ? kept(receipt) : done(receipt)
        }
    }

    private static let sku = Parameter<SKU>(
        "sku", in: .path, "Which goods.", schema: SKU.schema, example: example.sku.text
    ) { text throws(BadValue) in
        guard let sku = SKU(text) else {
            throw BadValue(expected: "1 to 64 letters, digits, '.', '_' or '-'")
        }
        return sku
    }

    private static let unknown = ProblemAnswer(.notFound, "Nobody has ever heard of this sku.")

    private static let example = Shelf(
        sku: WarehouseReceived.example.sku,
        level: StockLevel(initial: 100, received: 25, onHand: 110, reserved: 5, shipped: 10))
}
