import ChoreographyTesting
import Foundation
import GRDB
import ShopEvents

@testable import Order

extension ParticipantStage {
    static let orderTime = Date(timeIntervalSince1970: 1_767_323_045)

    static func order(_ participant: OrderParticipant = OrderParticipant()) throws -> ParticipantStage {
        try ParticipantStage(participant, score: .shop, now: orderTime)
    }

    /// The deadline of the example order passes.
    func passDeadline() async throws -> Said {
        try await passTimer(OrderParticipant.deadlineTimer, for: OrderID.example.text)
    }

    func view(_ order: OrderID = .example) async throws -> OrderView? {
        try await database.read { try OrderView.fetch(order, in: $0) }
    }

    /// The first column of a query.
    func column<Value: DatabaseValueConvertible & Sendable>(_ sql: String) async throws -> [Value] {
        try await database.read { try Value.fetchAll($0, sql: sql) }
    }
}
