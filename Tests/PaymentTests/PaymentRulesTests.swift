import Choreography
import Payment
import ShopEvents
import Testing

/// The payment's part of the table of reactions in `choreography.md`, and that what is not in it changes
/// nothing.
@Suite struct PaymentRulesTests {
    static let charge = Charge(id: "ch_1", money: .example)
    static let approved = PaymentAnswer.charge(.approved(chargeID: "ch_1"))
    static let declined = PaymentAnswer.charge(.declined("card declined"))
    static let refund = PaymentAnswer.refund(refundID: "re_1")

    static let states: [PaymentState] = [
        .untouched, .charged(charge), .failed("card declined"),
        .refunded(charge, refundID: "re_1", "changed my mind"), .voided("changed my mind"),
    ]

    @Test func `an order that was placed is charged`() {
        expect(OrderPlaced.example, Self.approved, in: .untouched, says: PaymentProcessed.example)
    }

    @Test func `a declined charge is a failed payment`() {
        expect(OrderPlaced.example, Self.declined, in: .untouched, says: PaymentFailed.example)
    }

    @Test(arguments: undoing)
    func `a charge is refunded, all of it`(_ event: any OrderEvent) {
        expect(event, Self.refund, in: .charged(Self.charge), says: PaymentRefunded.example)
    }

    @Test(arguments: undoing)
    func `what was never charged is voided`(_ event: any OrderEvent) {
        expect(event, .void, in: .untouched, says: PaymentVoided.example)
    }

    @Test(arguments: states.dropFirst())
    func `an order that was placed again or late changes nothing and asks nobody`(_ state: PaymentState) {
        expectNothing(OrderPlaced.example, in: state)
    }

    @Test(arguments: undoing, states.dropFirst(2))
    func `what is undone or failed stays so, and nobody is asked`(
        _ event: any OrderEvent, _ state: PaymentState
    ) {
        expectNothing(event, in: state)
    }

    @Test func `what needs an answer waits for it`() {
        for (event, state) in [
            (OrderPlaced.example, .untouched), (InventoryReleased.example, .untouched),
            (InventoryReleased.example, .charged(Self.charge)),
        ] as [(any OrderEvent, PaymentState)] {
            guard let intent = PaymentHearing.intent(hearing: event) else { continue }
            #expect(PaymentRules.wish(for: intent, in: state) != nil)
            #expect(PaymentRules.decide(PaymentCommand(intent), in: state) == [])
        }
    }

    @Test func `what is asked of the provider`() throws {
        let pay = try #require(PaymentHearing.intent(hearing: OrderPlaced.example))
        let giveBack = try #require(PaymentHearing.intent(hearing: InventoryRejected.example))
        #expect(PaymentRules.wish(for: pay, in: .untouched) == .charge(.example, token: "tok_visa"))
        #expect(PaymentRules.wish(for: giveBack, in: .charged(Self.charge)) == .refund(Self.charge))
        #expect(PaymentRules.wish(for: giveBack, in: .untouched) == .void)
        #expect(PaymentHearing.intent(hearing: OrderConfirmed.example) == nil)
    }

    static let undoing: [any OrderEvent] = [
        InventoryReleased.example,
        InventoryRejected(
            orderID: .example, sku: .example, wanted: 2, available: 1, reason: "changed my mind"),
    ]

    private func expect<Said: Event>(
        _ event: any OrderEvent, _ answer: PaymentAnswer, in state: PaymentState, says said: Said
    ) {
        guard let intent = PaymentHearing.intent(hearing: event) else { return #expect(Bool(false)) }
        let facts = PaymentRules.decide(PaymentCommand(intent, answer: answer), in: state)
        let events = facts.compactMap { PaymentSaying.event(stating: $0, about: .example) }
        #expect(events as? [Said] == [said])
        let after = PaymentRules.fold(facts, from: state)
        #expect(after != state)
        #expect(PaymentRules.decide(PaymentCommand(intent, answer: answer), in: after) == [])
    }

    private func expectNothing(_ event: any OrderEvent, in state: PaymentState) {
        guard let intent = PaymentHearing.intent(hearing: event) else { return #expect(Bool(false)) }
        #expect(PaymentRules.wish(for: intent, in: state) == nil)
        for answer in [nil, Self.approved, Self.declined, Self.refund, .void] {
            #expect(PaymentRules.decide(PaymentCommand(intent, answer: answer), in: state) == [])
        }
    }
}
