import ChoreographyTesting
import GRDB
import Payment
import ShopEvents

extension ParticipantStage {
    static func payment(_ gateway: some PaymentGateway) throws -> ParticipantStage {
        try ParticipantStage(PaymentParticipant(gateway: gateway), score: .shop)
    }

    /// The table `payments`.
    func payments() async throws -> [String] {
        try await rows("SELECT status, amount, currency, charge_id, refund_id, reason FROM payments")
    }
}
