import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Shipping
@testable import ShopEvents

@Suite("Shipping and its database")
struct ShippingParticipantTests {
    private static let shipments: SQLRequest<Row> =
        "SELECT status, is_reserved, tracking_number, kept_at, city FROM shipments"

    private let carrier = ScriptedCarrier()
    private let stage: ParticipantStage

    init() throws { stage = try ParticipantStage(ShippingParticipant(carrier: carrier), score: .shop) }

    @Test("Hears what the score says")
    func fitsTheScore() throws {
        let part = try #require(Score.shop.part(of: "shipping"))
        let heard = Set(ShippingParticipant(carrier: carrier).reactions.map(\.trigger))
        #expect(heard == Set(part.steps.map(\.trigger)))
    }

    @Test("Booked once, under a key of order and intent; the address is gone afterwards")
    func books() async throws {
        #expect(try await stage.hear(placed, at: Date(timeIntervalSince1970: 7)).types == [])
        #expect(carrier.calls.isEmpty)
        #expect(try await stage.rows(Self.shipments) == ["waiting 0 - 7 Berlin"])
        #expect(try await stage.hear(reserved).types == [ShippingScheduled.type])
        #expect(carrier.calls == ["book \(OrderID.example)/book"])
        #expect(try await stage.rows(Self.shipments) == ["scheduled 1 TRK-1 - -"])
        #expect(try await stage.hear(reserved).types == [])
        #expect(try await stage.hear(placed).types == [])
        #expect(carrier.calls.count == 1)
        #expect(try await stage.hear(collected).types == [ShippingDispatched.type])
        #expect(try await stage.hear(delivered).types == [ShippingDelivered.type])
        #expect(try await stage.rows(Self.shipments) == ["delivered 1 TRK-1 - -"])
    }

    @Test("The stock first, the address later: nothing personal is ever stored")
    func reservedFirst() async throws {
        try await stage.hear(reserved)
        #expect(try await stage.rows(Self.shipments) == ["waiting 1 - - -"])
        #expect(try await stage.hear(placed).types == [ShippingScheduled.type])
        #expect(try await stage.rows(Self.shipments) == ["scheduled 1 TRK-1 - -"])
    }

    @Test("Refused: failed, with the carrier's reason")
    func refused() async throws {
        carrier.script.withLock { $0.booking = .refused(reason: "too far") }
        try await stage.hear(placed)
        #expect(try await stage.hear(reserved).types == [ShippingFailed.type])
        #expect(try await stage.rows(Self.shipments) == ["failed 1 - - -"])
    }

    @Test("Called off: once scheduled under its number, before that in case of a booking nobody recorded")
    func calledOff() async throws {
        try await stage.hear(placed)
        try await stage.hear(reserved)
        #expect(try await stage.hear(cancelling).types == [ShippingCancelled.type])
        #expect(carrier.calls.last == "cancel TRK-1 \(OrderID.example)/cancel")
        #expect(try await stage.rows(Self.shipments) == ["cancelled 1 TRK-1 - -"])
        #expect(try await stage.hear(cancelling).types == [])
        #expect(carrier.calls.count == 2)
    }

    @Test("A tombstone needs no carrier")
    func tombstone() async throws {
        #expect(try await stage.hear(cancelling).types == [ShippingCancelled.type])
        #expect(try await stage.hear(placed).types == [])
        #expect(try await stage.hear(reserved).types == [])
        #expect(carrier.calls.isEmpty)
        #expect(try await stage.rows(Self.shipments) == ["cancelled 0 - - -"])
    }
}
