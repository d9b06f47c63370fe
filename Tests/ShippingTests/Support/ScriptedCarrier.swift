import Choreography
import Shipping
import ShopEvents
import Synchronization

/// A carrier that notes what it is asked under which key, and answers, or fails, as told.
final class ScriptedCarrier: Carrier {
    struct Script {
        var calls: [String] = []
        var booking = Booking.booked(trackingNumber: "TRK-1")
        var cancellation = Cancellation.cancelled
        var trouble: (any Error)?
    }

    let script = Mutex(Script())
    var calls: [String] { script.withLock { $0.calls } }

    func book(_ order: OrderID, to address: ShippingAddress, idempotencyKey: String) async throws -> Booking {
        try script.withLock { script in
            script.calls.append("book \(idempotencyKey)")
            if let trouble = script.trouble { throw trouble }
            return script.booking
        }
    }

    func cancel(
        _ order: OrderID, trackingNumber: String?, idempotencyKey: String
    ) async throws -> Cancellation {
        try script.withLock { script in
            script.calls.append("cancel \(trackingNumber ?? "-") \(idempotencyKey)")
            if let trouble = script.trouble { throw trouble }
            return script.cancellation
        }
    }
}
