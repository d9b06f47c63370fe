import Choreography
import ChoreographyTesting
import RabbitMQ
import ShopEvents

extension CrashScript {
    func request(
        _ order: CrashOrder, of sku: String = "product_1", quantity: Int? = 1, token: String = "tok_visa",
        country: String = "DE"
    ) async throws {
        let home = ShippingAddress.example
        let address = ShippingAddress(
            name: home.name, street: home.street, city: home.city, postalCode: home.postalCode,
            country: country)
        let lines = quantity.map { [OrderLine(sku: SKU(known: sku), quantity: $0, unitPrice: 1250)] } ?? []
        try await say(
            OrderRequested(
                orderID: order.id, customer: .example, lines: lines, currency: "EUR",
                shippingAddress: address,
                paymentToken: token))
    }

    /// - Parameters:
    ///   - id: a new one unless given.
    ///   - sender: the event's owner unless given.
    func say<E: Event>(_ event: E, id: String? = nil, as sender: String? = nil) async throws {
        let now = shop.clock.now()
        let message = Envelope.message(
            type: E.type, version: E.version, body: try EventJSON.encode(event),
            id: id ?? MessageID.make(at: now), correlationID: event.correlationID ?? "-", causationID: nil,
            source: "shop", sender: sender ?? Score.shop.owner(of: E.type)?.name ?? "",
            exchange: Topology.eventsExchange, at: now)
        guard await shop.stage.broker.publish(message) == .confirmed else {
            throw CrashInVain(description: "the broker did not take \(E.type)")
        }
    }

    func said(_ type: String, about order: CrashOrder? = nil) async -> Bool {
        await shop.stage.broker.history.contains {
            $0.routingKey == type && (order == nil || $0.properties.correlationID == order?.id.text)
        }
    }

    func rest(advancing step: Duration = .zero) async throws {
        try await wait("all is at rest", advancing: step) { try await shop.stage.isAtRest() }
    }

    /// - Parameter step: how far the clock moves on at each look.
    /// - Throws: ``CrashInVain``.
    func wait(
        _ what: String, advancing step: Duration = .zero, _ condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                throw CrashInVain(description: "for \(patience) it was waited in vain that \(what)")
            }
            if step > .zero { shop.clock.advance(by: step) }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
