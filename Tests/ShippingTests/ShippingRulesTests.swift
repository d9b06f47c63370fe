import Choreography
import Shipping
import Testing

@testable import ShopEvents

@Suite("Shipping's rows of the table")
struct ShippingRulesTests {
    @Test("order.placed and inventory.reserved, in either order: scheduled", arguments: [true, false])
    func schedules(addressFirst: Bool) {
        var desk = Desk()
        let (first, second): (any ShopEvent, any ShopEvent) =
            addressFirst ? (placed, reserved) : (reserved, placed)
        #expect(desk.hear(first) == [])
        #expect(desk.asked.isEmpty)
        #expect(desk.hear(second) == [ShippingScheduled.type])
        #expect(desk.asked == [.book(.example)])
        #expect(desk.shipment == .scheduled(trackingNumber: "TRK-1"))
    }

    @Test("The carrier does not go there: failed, for good", arguments: [true, false])
    func fails(addressFirst: Bool) {
        var desk = Desk(booking: .refused(reason: "too far"))
        let first: any ShopEvent = addressFirst ? placed : reserved
        let second: any ShopEvent = addressFirst ? reserved : placed
        #expect(desk.hear(first, second) == [ShippingFailed.type])
        #expect(desk.hear(cancelling) == [])
        #expect(desk.hear(collected) == [])
        #expect(desk.hear(delivered) == [])
        #expect(desk.shipment == .failed)
    }

    @Test("order.cancelling while waiting: cancelled, and what comes late finds the door closed")
    func tombstone() {
        var nothing = Desk()
        #expect(nothing.hear(cancelling) == [ShippingCancelled.type])
        #expect(nothing.asked.isEmpty)
        #expect(nothing.hear(placed) == [])
        #expect(nothing.hear(reserved) == [])
        #expect(nothing.shipment == .cancelled)

        for first in [placed, reserved] as [any ShopEvent] {
            var half = Desk()
            #expect(half.hear(first, cancelling) == [ShippingCancelled.type])
            #expect(half.asked == [.withdraw], "a booking may have been made without our knowing")
            #expect(half.hear(placed) == [])
            #expect(half.hear(reserved) == [])
        }
    }

    @Test("order.cancelling of a scheduled shipment: the carrier is called off")
    func cancels() {
        var desk = Desk()
        desk.hear(placed, reserved)
        #expect(desk.hear(cancelling) == [ShippingCancelled.type])
        #expect(desk.asked.last == .cancel(trackingNumber: "TRK-1"))
        #expect(desk.hear(cancelling) == [])
        #expect(desk.hear(collected) == [])
        #expect(desk.hear(delivered) == [])
        #expect(desk.shipment == .cancelled)
    }

    @Test("The carrier has the parcel already, though nobody told us: cancel_refused, still scheduled")
    func tooLate() {
        var desk = Desk(cancellation: .tooLate)
        desk.hear(placed, reserved)
        #expect(desk.hear(cancelling) == [ShippingCancelRefused.type])
        #expect(desk.shipment == .scheduled(trackingNumber: "TRK-1"))
        #expect(desk.hear(collected) == [ShippingDispatched.type])
    }

    @Test("carrier.collected, carrier.delivered")
    func moves() {
        var desk = Desk()
        desk.hear(placed, reserved)
        #expect(desk.hear(collected) == [ShippingDispatched.type])
        #expect(desk.hear(collected) == [])
        #expect(desk.hear(cancelling) == [ShippingCancelRefused.type])
        #expect(desk.shipment == .dispatched(trackingNumber: "TRK-1"))
        #expect(desk.hear(delivered) == [ShippingDelivered.type])
        #expect(desk.hear(delivered) == [])
        #expect(desk.hear(cancelling) == [ShippingCancelRefused.type])
        #expect(desk.shipment == .delivered(trackingNumber: "TRK-1"))
    }

    @Test("carrier.delivered before carrier.collected: both are said")
    func deliveredFirst() {
        var desk = Desk()
        desk.hear(placed, reserved)
        #expect(desk.hear(delivered) == [ShippingDispatched.type, ShippingDelivered.type])
        #expect(desk.hear(collected) == [])
    }

    @Test("A command that lacks its answer decides nothing")
    func unanswered() {
        let waiting = Shipment.waiting(.example, isReserved: false)
        #expect(ShippingRules.decide(.goAhead(nil), in: waiting) == [])
        #expect(ShippingRules.decide(.goAhead(.cancelled), in: waiting) == [])
        let scheduled = Shipment.scheduled(trackingNumber: "TRK-1")
        #expect(ShippingRules.decide(.callOff(reason: "late", nil), in: scheduled) == [])
    }
}
