import Choreography
import Shipping
import Testing

@testable import ShopEvents

@Suite("Any order, any number of times")
struct AnyOrderTests {
    static let answers: [ShippingRules.Answer] = [
        .booked(trackingNumber: "TRK-1"), .refused(reason: "too far"),
    ]

    /// Every history of up to seven events out of the five that shipping hears: 97,656 for each answer.
    @Test("At most one shipment, one end, and never one after the other", arguments: answers)
    func everyHistory(booking: ShippingRules.Answer) {
        var broken = 0
        explore(Desk(booking: booking), said: [], depth: 7) { said in
            let counts = Dictionary(said.map { ($0, 1) }, uniquingKeysWith: +)
            let once = [
                ShippingScheduled.type, ShippingFailed.type, ShippingCancelled.type, ShippingDispatched.type,
                ShippingDelivered.type,
            ]
            let isSound =
                once.allSatisfy { counts[$0, default: 0] <= 1 }
                && !(said.contains(ShippingFailed.type) && said.contains(ShippingCancelled.type))
                && !(said.contains(ShippingDispatched.type) && said.contains(ShippingCancelled.type))
                && (!said.contains(ShippingDispatched.type) || said.contains(ShippingScheduled.type))
                && (!said.contains(ShippingCancelRefused.type) || said.contains(ShippingDispatched.type))
            if !isSound { broken += 1 }
        }
        #expect(broken == 0)
    }

    private func explore(_ desk: Desk, said: [EventType], depth: Int, _ check: ([EventType]) -> Void) {
        check(said)
        guard depth > 0 else { return }
        for event in [placed, reserved, cancelling, collected, delivered] as [any ShopEvent] {
            var next = desk
            let answer = next.hear(event)
            explore(next, said: said + answer, depth: depth - 1, check)
        }
    }
}
