import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Shipping
@testable import ShopEvents

@Suite("Trouble with the carrier, and addresses that nobody needs any more")
struct CarrierTroubleTests {
    private static let shipments: SQLRequest<Row> = "SELECT status, kept_at, city FROM shipments"

    private let carrier = ScriptedCarrier()
    private let stage: ParticipantStage

    private let clock = ManualClock()

    init() throws {
        stage = try ParticipantStage(
            ShippingParticipant(carrier: carrier, through: .carrier(clock: clock)), score: .shop)
    }

    @Test("Trouble on the way is transient, changes nothing, and names no person")
    func trouble() async throws {
        struct Unreachable: Error { let address = "Hauptstr. 1" }
        try await stage.hear(placed)
        carrier.script.withLock { $0.trouble = Unreachable() }
        let failure = await #expect(throws: Failure.self) { try await stage.hear(reserved) }
        #expect(failure == .transient(.outsideUnavailable, "the carrier could not be asked: Unreachable"))
        carrier.script.withLock { $0.trouble = nil }
        #expect(try await stage.hear(reserved).types == [ShippingScheduled.type])
        #expect(carrier.calls == Array(repeating: "book \(OrderID.example)/book", count: 2))
    }

    @Test("A carrier that stays down is left alone; what needs no carrier goes on and does not hide it")
    func circuit() async throws {
        try await stage.hear(placed)
        carrier.script.withLock { $0.trouble = Failure.transient(.outsideUnavailable, "closed") }
        for number in 1...6 {
            let failure = await #expect(throws: Failure.self) { try await stage.hear(reserved) }
            #expect(failure?.retryAt == (number < 5 ? nil : clock.now() + 30))
            try await stage.hear(placed)
        }
        #expect(carrier.calls.count == 5)
        carrier.script.withLock { $0.trouble = nil }
        clock.advance(by: .seconds(30))
        #expect(try await stage.hear(reserved).types == [ShippingScheduled.type])
    }

    @Test("A carrier's own Failure goes through as it is")
    func ownFailure() async throws {
        let own = Failure.permanent("bad-contract", "our contract has ended")
        carrier.script.withLock { $0.trouble = own }
        try await stage.hear(placed)
        let failure = await #expect(throws: Failure.self) { try await stage.hear(reserved) }
        #expect(failure == own)
    }

    @Test("A parcel under way that we never heard of is for people to look at")
    func unknownParcel() async throws {
        carrier.script.withLock { $0.cancellation = .tooLate }
        try await stage.hear(placed)
        let failure = await #expect(throws: Failure.self) { try await stage.hear(cancelling) }
        #expect(failure?.kind == "unknown-parcel")
        #expect(failure?.isTransient == false)
    }

    @Test("An address that waits in vain is forgotten after 30 days")
    func forgets() async throws {
        let days = 86_400.0
        try await stage.hear(placed, at: Date(timeIntervalSince1970: 0))
        let other = OrderPlaced(
            orderID: OrderID(known: "00000000-0000-7000-8000-000000000002"), customer: .example,
            lines: [.example], currency: .example, total: 2500, shippingAddress: .example,
            paymentToken: "tok", deadline: .example)
        try await stage.hear(other, at: Date(timeIntervalSince1970: 29 * days))
        #expect(try await stage.rows(Self.shipments).contains("waiting 0 Berlin"))
        try await stage.hear(other, at: Date(timeIntervalSince1970: 31 * days))
        #expect(try await stage.rows(Self.shipments).contains("waiting - -"))
        #expect(try await stage.rows(Self.shipments).contains("waiting 2505600 Berlin"))
        #expect(try await stage.hear(cancelling).types == [ShippingCancelled.type])
    }

    @Test("The simulated carrier: the same answer every time")
    func simulated() async {
        let carrier = SimulatedCarrier(refusedCountries: ["aq"])
        let address = ShippingAddress(name: "P", street: "S", city: "C", postalCode: "1", country: "AQ")
        let refusal = Booking.refused(reason: "the carrier does not deliver to AQ")
        #expect(await carrier.book(.example, to: address, idempotencyKey: "a/book") == refusal)
        let first = await carrier.book(.example, to: .example, idempotencyKey: "a/book")
        #expect(first == .booked(trackingNumber: SimulatedCarrier.trackingNumber(for: "a/book")))
        #expect(await carrier.book(.example, to: .example, idempotencyKey: "b/book") != first)
        #expect(await carrier.cancel(.example, trackingNumber: nil, idempotencyKey: "k") == .cancelled)
    }
}
