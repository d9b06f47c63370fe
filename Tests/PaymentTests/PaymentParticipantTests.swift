import Choreography
import ChoreographyTesting
import ShopEvents
import Testing

@testable import Payment

@Suite struct PaymentParticipantTests {
    let gateway = RecordingGateway()
    let stage: ParticipantStage
    let order = OrderID.example.text

    init() throws { stage = try .payment(gateway) }

    @Test func `charged once, refunded once, with the amount of the charge`() async throws {
        #expect(try await stage.hear(OrderPlaced.example).types == ["payment.processed"])
        #expect(try await stage.hear(OrderPlaced.example).types == [])
        #expect(try await stage.payments() == ["charged 2500 EUR ch_\(order)/charge - -"])
        #expect(try await stage.hear(InventoryReleased.example).types == ["payment.refunded"])
        #expect(try await stage.hear(InventoryReleased.example).types == [])
        #expect(try await stage.hear(InventoryRejected.example).types == [])
        #expect(try await stage.hear(OrderPlaced.example).types == [])
        #expect(
            try await stage.payments() == [
                "refunded 2500 EUR ch_\(order)/charge re_\(order)/refund changed my mind"
            ])
        #expect(
            await gateway.calls == ["charge 2500 EUR \(order)/charge", "refund 2500 EUR \(order)/refund"])
    }

    @Test func `declined, and nothing to undo`() async throws {
        let placed = Self.placed(token: SimulatedGateway.declinedToken)
        #expect(try await stage.hear(placed).types == ["payment.failed"])
        #expect(try await stage.hear(InventoryReleased.example).types == [])
        #expect(try await stage.hear(placed).types == [])
        #expect(try await stage.payments() == ["failed - - - - the card was declined"])
        #expect(await gateway.calls.count == 1)
    }

    @Test func `a tombstone keeps the late order from being charged`() async throws {
        #expect(try await stage.hear(InventoryReleased.example).types == ["payment.voided"])
        #expect(try await stage.hear(OrderPlaced.example).types == [])
        #expect(try await stage.payments() == ["voided - - - - changed my mind"])
        #expect(await gateway.calls == ["void \(order)/charge"])
    }

    @Test func `a gateway that is down is tried again`() async throws {
        await gateway.goDown(true)
        await #expect {
            try await stage.hear(OrderPlaced.example)
        } throws: {
            ($0 as? Failure)?.isTransient == true
        }
        #expect(try await stage.payments() == [])
        await gateway.goDown(false)
        #expect(try await stage.hear(OrderPlaced.example).types == ["payment.processed"])
    }

    @Test func `a crash between charge and commit asks again under the same key`() async throws {
        try await stage.hearAndCrash(OrderPlaced.example)
        #expect(try await stage.payments() == [])
        #expect(try await stage.hear(OrderPlaced.example).types == ["payment.processed"])
        #expect(await gateway.calls == Array(repeating: "charge 2500 EUR \(order)/charge", count: 2))
        #expect(await gateway.charges.count == 1)
    }

    @Test func `a charge whose answer was lost for good does not outlive the void`() async throws {
        await gateway.loseAnswers(true)
        await #expect(throws: Failure.self) { try await stage.hear(OrderPlaced.example) }
        #expect(await gateway.charges.count == 1)
        await gateway.loseAnswers(false)
        #expect(try await stage.hear(InventoryReleased.example).types == ["payment.voided"])
        #expect(await gateway.charges.isEmpty)
    }

    /// Events in any order, any number of times, with failures: never two charges, never a refund of less or
    /// more, and the books agree with what was said.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `whatever is heard, charges and refunds agree`(seed: UInt64) async throws {
        let clock = ManualClock()
        let stage = try ParticipantStage.payment(gateway, clock: clock)
        var random = SeededGenerator(seed: seed)
        var said: [EventType] = []
        for _ in 0..<20 {
            let event = PaymentRulesTests.undoing.randomElement(using: &random) ?? OrderPlaced.example
            await gateway.goDown(UInt.random(in: 0..<4, using: &random) == 0)
            let heard = Bool.random(using: &random) ? OrderPlaced.example : event
            said += (try? await stage.hear(heard).types) ?? []
        }
        await gateway.goDown(false)
        // However long the gateway was down: its circuit lets a probe through, and that is the last word.
        clock.advance(by: .seconds(30))
        said += try await stage.hear(OrderPlaced.example).types
        let (charges, refunds) = await (gateway.charges, gateway.refunds)
        #expect(charges.count <= 1 && refunds.count <= charges.count)
        #expect(said.count { $0 == "payment.processed" } == charges.count)
        #expect(said.count { $0 == "payment.refunded" } == refunds.count)
        #expect(refunds.isEmpty || Array(refunds.values) == Array(charges.values))
        #expect(said.contains("payment.voided") ? charges.isEmpty : charges.count == 1)
        #expect(said.count == Set(said).count)
    }

    static func placed(token: String) -> OrderPlaced {
        OrderPlaced(
            orderID: .example, customer: .example, lines: [.example], currency: .example, total: 2500,
            shippingAddress: .example, paymentToken: token, deadline: .example)
    }
}
