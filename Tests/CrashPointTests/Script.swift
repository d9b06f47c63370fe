import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import ShopEvents
import Testing

/// One of everything: every story of the shop, in acts with a rest between them, so that the end is always the
/// same.
struct Script {
    static let refusedCountry = "AQ"

    private let shop: Shop

    init(_ shop: Shop) { self.shop = shop }

    private enum Order: Int {
        case delivered = 1, confirmed, declined, outOfStock, unreachable, changedMind, tooLate, senseless
        case cancelledBefore, doomed, unheardOf

        var id: OrderID { OrderID(String(format: "00000000-0000-4000-8000-%012d", rawValue)) ?? .example }
    }

    func perform() async throws {
        try await doomed()
        try await shop.stage.start()
        try await rest()

        try await say(OrderCancelRequested(orderID: Order.cancelledBefore.id, reason: "changed my mind"))
        try await rest()

        for order in [Order.delivered, .confirmed, .tooLate, .cancelledBefore] { try await request(order) }
        // All there is of it: sold out, and there again when they change their mind.
        try await request(.changedMind, of: "product_2", quantity: 50)
        try await request(.declined, token: "tok_declined")
        try await request(.outOfStock, of: "product_3", quantity: 201)
        try await request(.unreachable, country: Self.refusedCountry)
        try await request(.senseless, quantity: nil)
        // Nothing was charged for an order that nobody has heard of.
        try await say(InventoryReleased(orderID: Order.unheardOf.id, reason: "out of nowhere"))
        try await rest()

        try await say(OrderCancelRequested(orderID: Order.changedMind.id, reason: "changed my mind"))
        for order in [Order.delivered, .tooLate] {
            try await say(CarrierCollected(orderID: order.id, trackingNumber: "TRK"))
        }
        try await rest()

        // Shipping is asked too late, by an order that should have known.
        try await say(OrderCancelling(orderID: Order.delivered.id, reason: "out of nowhere"))
        try await say(CarrierDelivered(orderID: Order.delivered.id, trackingNumber: "TRK"))
        try await say(OrderCancelRequested(orderID: Order.tooLate.id, reason: "changed my mind"))
        try await say(WarehouseReceived(sku: #require(SKU("product_2")), quantity: 40))
        try await rest()
    }

    /// Nobody but order is there until the deadline has passed; the others come one by one, so that each finds
    /// out in the same way.
    private func doomed() async throws {
        try await shop.stage.start(["order"])
        try await request(.doomed)
        try await wait("the order is placed") { await said("order.placed") }
        shop.clock.advance(by: .seconds(16 * 60))
        try await wait("the order is being cancelled") { await said("order.cancelling") }
        try await shop.stage.start(["shipping"])
        try await wait("shipping is undone") { await said("shipping.cancelled") }
        try await shop.stage.start(["inventory"])
        try await wait("inventory is undone") { await said("inventory.released") }
    }

    private func said(_ type: String) async -> Bool {
        await shop.stage.broker.history.contains { $0.routingKey == type }
    }

    private func rest() async throws { try await wait("all is at rest") { try await shop.stage.isAtRest() } }

    private func request(
        _ order: Order, of sku: String = "product_1", quantity: Int? = 1, token: String = "tok_visa",
        country: String = "DE"
    ) async throws {
        let sku = try #require(SKU(sku))
        let home = ShippingAddress.example
        let address = ShippingAddress(
            name: home.name, street: home.street, city: home.city, postalCode: home.postalCode,
            country: country)
        try await say(
            OrderRequested(
                orderID: order.id, customer: .example,
                lines: quantity.map { [OrderLine(sku: sku, quantity: $0, unitPrice: 1250)] } ?? [],
                currency: "EUR", shippingAddress: address, paymentToken: token))
    }

    private func say<E: Event>(_ event: E) async throws {
        let owner = try #require(Score.shop.owner(of: E.type)?.name)
        let message = Envelope.message(
            type: E.type, version: E.version, body: try EventJSON.encode(event),
            id: MessageID.make(at: shop.clock.now()), correlationID: event.correlationID ?? "-",
            causationID: nil,
            source: "shop", sender: owner, exchange: Topology.eventsExchange, at: shop.clock.now())
        #expect(await shop.stage.broker.publish(message) == .confirmed)
    }

    private func wait(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "in vain: \(what)")
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
