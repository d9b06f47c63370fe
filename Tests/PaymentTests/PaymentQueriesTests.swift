import ChoreographyTesting
import Foundation
import Payment
import Testing

@testable import ShopEvents

@Suite("Asking what became of payments")
struct PaymentQueriesTests {
    @Test("none, charged, refunded")
    func history() async throws {
        let stage = try ParticipantStage.payment(RecordingGateway())
        let queries = PaymentQueries(reading: stage.database)
        let placed = OrderPlaced.example
        let order = placed.orderID
        #expect(try await queries.payment(of: order) == nil)
        let moment = Date(timeIntervalSince1970: 1_000)
        try await stage.hear(placed, at: moment)
        let charged = try #require(try await queries.payment(of: order))
        #expect(charged.status == .charged)
        #expect(charged.amount == placed.money.amount && charged.currency == placed.money.currency.code)
        #expect(charged.updatedAt == Timestamp(moment))
        try await stage.hear(InventoryRejected.example)
        let refunded = try #require(try await queries.payment(of: order))
        #expect(refunded.status == .refunded && refunded.refundID != nil)
        #expect(refunded.chargeID == charged.chargeID)
    }
}
