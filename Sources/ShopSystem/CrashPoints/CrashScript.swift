import Choreography
import ChoreographyTesting
import ShopEvents

/// One of everything: every story of the shop, in acts with a rest between them, so that the end is always the
/// same.
struct CrashScript: Sendable {
    let shop: CrashShop
    /// How long anything may take that is waited for.
    var patience = Duration.seconds(30)

    /// - Throws: ``CrashInVain`` when something does not come.
    func perform() async throws {
        try await doomed()
        try await shop.stage.start()
        try await mended()
        try await rest()
        try await poisoned()
        try await ordinary()
        try await late()
        try await hostile()
        try await replayedAgain()
    }

    /// What most orders go through.
    private func ordinary() async throws {
        try await say(OrderCancelRequested(orderID: CrashOrder.cancelledBefore.id, reason: "changed my mind"))
        try await rest()

        for order in [CrashOrder.delivered, .confirmed, .tooLate, .cancelledBefore] {
            try await request(order)
        }
        // All there is of it: sold out, and there again when they change their mind.
        try await request(.changedMind, of: "product_2", quantity: 50)
        try await request(.declined, token: "tok_declined")
        try await request(.outOfStock, of: "product_3", quantity: 201)
        try await request(.unreachable, country: CrashShop.refusedCountry)
        try await request(.senseless, quantity: nil)
        // Nothing was charged for an order that nobody has heard of.
        try await say(InventoryReleased(orderID: CrashOrder.unheardOf.id, reason: "out of nowhere"))
        try await rest()

        try await say(OrderCancelRequested(orderID: CrashOrder.changedMind.id, reason: "changed my mind"))
        for order in [CrashOrder.delivered, .tooLate] {
            try await say(CarrierCollected(orderID: order.id, trackingNumber: "TRK"))
        }
        try await rest()
    }

    private func late() async throws {
        // Shipping is asked too late, by an order that should have known.
        try await say(OrderCancelling(orderID: CrashOrder.delivered.id, reason: "out of nowhere"))
        try await say(CarrierDelivered(orderID: CrashOrder.delivered.id, trackingNumber: "TRK"))
        let wish = OrderCancelRequested(orderID: CrashOrder.tooLate.id, reason: "changed my mind")
        try await say(wish, id: CrashScript.firstID)
        try await say(wish, id: CrashScript.firstID)
        try await say(WarehouseReceived(sku: SKU(known: "product_2"), quantity: 40), id: CrashScript.secondID)
        // It was given back when they changed their mind.
        try await say(InventoryReleased(orderID: CrashOrder.changedMind.id, reason: "once more"))
        try await rest()
    }

    static let firstID = "00000000-0000-7000-8000-000000000001"
    static let secondID = "00000000-0000-7000-8000-000000000002"
}

/// Something did not come that was waited for.
struct CrashInVain: Error, CustomStringConvertible {
    let description: String
}
