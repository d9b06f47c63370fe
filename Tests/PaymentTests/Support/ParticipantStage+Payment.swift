import Choreography
import ChoreographyTesting
import GRDB
import Payment
import ShopEvents

extension ParticipantStage {
    static func payment(
        _ gateway: some PaymentGateway, clock: any WorkerClock = SystemClock()
    ) throws -> ParticipantStage {
        try ParticipantStage(
            PaymentParticipant(gateway: gateway, through: .paymentGateway(clock: clock)), score: .shop)
    }

    /// The table `payments`.
    func payments() async throws -> [String] {
        try await rows("SELECT status, amount, currency, charge_id, refund_id, reason FROM payments")
    }
}
