import Choreography
import ChoreographyTesting
import ShopEvents

/// The acts in which something goes wrong outside.
extension CrashScript {
    /// Nobody but order is there until the deadline has passed; the others come one by one, so that each finds
    /// out in the same way. The last is payment, to which the bank does not answer.
    func doomed() async throws {
        try await shop.stage.start(["order"])
        try await request(.doomed)
        try await wait("the order is placed") { await said("order.placed") }
        shop.clock.advance(by: .seconds(16 * 60))
        try await wait("the order is cancelled after its deadline") { await said("order.cancelling") }
        try await shop.stage.start(["shipping"])
        try await wait("shipping is undone") { await said("shipping.cancelled") }
        try await shop.stage.start(["inventory"])
        try await wait("inventory is undone") { await said("inventory.released") }
        shop.bank.has(.transient(.outsideUnavailable, "the bank does not answer"), with: CrashOrder.doomed.id)
    }

    /// The bank answers again, and is asked again when it is time.
    func mended() async throws {
        let order = CrashOrder.doomed.id
        try await wait("the bank is asked") { shop.bank.refusals(of: order) > 0 }
        shop.bank.has(nil, with: order)
        try await wait("what has failed is tried again", advancing: .seconds(1)) {
            await said("payment.refunded")
        }
    }

    /// Bank and post stumble over an order: two dead letters, of which the operator replays one while all others
    /// wait, and the other after the order was cancelled.
    func poisoned() async throws {
        let order = CrashOrder.poisoned.id
        shop.bank.has(.permanent("unreadable-token", "the token cannot be read"), with: order)
        shop.post.refuses(true, letters: order)
        try await request(.poisoned)
        try await rest()
        // Else a death would have it published once more, which is as good as a replay.
        try await wait("what was confirmed is forgotten", advancing: .milliseconds(10)) {
            try await shop.hasForgottenWhatWasConfirmed()
        }
        shop.bank.has(nil, with: order)
        shop.post.refuses(false, letters: order)

        // The first attempt finds no queue, so the dead letter must stay.
        await shop.stage.broker.withdraw(queue: "email")
        try await shop.replayDeadLetters(of: "email")
        await shop.stage.broker.restore(queue: "email")
        try await shop.replayDeadLetters(of: "email")
        try await rest()

        shop.clock.advance(by: .seconds(16 * 60))
        try await wait("the order is cancelled after its deadline") {
            await said("order.cancelling", about: .poisoned)
        }
        try await rest()
        try await shop.replayDeadLetters(of: "payment")
        try await rest()
    }

    /// What must not have an effect, and has to be found by somebody who looks.
    func hostile() async throws {
        // Another message under an id that is known, and more than the books can hold.
        try await say(WarehouseReceived(sku: SKU(known: "product_2"), quantity: 41), id: CrashScript.secondID)
        try await say(WarehouseReceived(sku: SKU(known: "product_4"), quantity: 1))
        try await rest()

        // In the name of somebody else; its dead letter finds no queue for a while.
        await shop.stage.broker.withdraw(queue: Topology.deadLetterQueue(of: "payment"))
        let lie = InventoryReleased(orderID: CrashOrder.confirmed.id, reason: "a lie")
        try await say(lie, as: "storefront")
        try await wait("the dead letter of a lie is kept") {
            if let backlog = try await shop.stage.backlog(of: "payment"), backlog.parked > 0 { return true }
            return try await shop.stage.isAtRest()
        }
        await shop.stage.broker.restore(queue: Topology.deadLetterQueue(of: "payment"))
        await shop.stage.broker.disconnectAll()
        try await rest(advancing: .milliseconds(200))
    }

    /// A death may have published a dead letter once more that was replayed already: replaying it again changes
    /// nothing.
    func replayedAgain() async throws {
        for participant in ["email", "payment"] { try await shop.replayDeadLetters(of: participant) }
        try await rest()
    }
}
