import Foundation
import ShopEvents

/// The orders of the script, each with a story of its own.
enum CrashOrder: Int, Sendable, Hashable, CaseIterable {
    case delivered = 1, confirmed, declined, outOfStock, unreachable, changedMind, tooLate, senseless
    case cancelledBefore, doomed, unheardOf, poisoned

    var id: OrderID { OrderID(known: String(format: "00000000-0000-4000-8000-%012d", rawValue)) }

    init?(_ text: String?) {
        guard let order = Self.allCases.first(where: { $0.id.text == text }) else { return nil }
        self = order
    }

    /// `text` with the names of the orders instead of their ids.
    static func named(_ text: String) -> String {
        allCases.reduce(text) { $0.replacing($1.id.text, with: "\($1)") }
    }

    /// Whether its events come by in another way than those of the same type about other orders: tried again, or
    /// dead. Then deaths on the way of the others tell nothing about them.
    var isSpecial: Bool { self == .doomed || self == .poisoned }
}
