import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import Testing

@testable import ShopSystem

/// One thing that is not as it must be, and the one invariant that breaks.
struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let invariant: Int
    /// Whose order has to be named; nil: it is about no order.
    let role: Role?
    /// What the violation has to tell.
    let tells: String
    let apply: @Sendable (inout World) throws -> Void

    init(
        _ invariant: Int, _ description: String, of role: Role?, tells: String,
        apply: @escaping @Sendable (inout World) throws -> Void
    ) {
        testDescription = "\(invariant): \(description)"
        self.invariant = invariant
        self.role = role
        self.tells = tells
        self.apply = apply
    }

    static let all = limboAndSteps + money + stock + shipments + mails + causesAndInboxes
}
