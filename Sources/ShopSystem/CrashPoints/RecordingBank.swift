import Choreography
import Payment
import ShopEvents
import Synchronization

/// The simulated bank, which remembers what it has done under which key, and has trouble with the orders it is told.
final class RecordingBank: PaymentGateway {
    private struct State {
        var troubles: [String: Failure] = [:]
        var refusals: [String: Int] = [:]
        var ledger: Set<String> = []
    }

    private let bank = SimulatedGateway()
    private let state = Mutex(State())

    /// What was done; what came again under its key was done once.
    var ledger: [String] { state.withLock { $0.ledger.sorted() } }

    /// Throws `trouble` whenever it is asked about the order; nil: does its work again.
    func has(_ trouble: Failure?, with order: OrderID) {
        state.withLock { $0.troubles[order.text] = trouble }
    }

    /// How often there was trouble with the order.
    func refusals(of order: OrderID) -> Int { state.withLock { $0.refusals[order.text, default: 0] } }

    func charge(token: String, money: Money, idempotencyKey: String) async throws -> ChargeAnswer {
        try enter(idempotencyKey)
        let answer = try await bank.charge(token: token, money: money, idempotencyKey: idempotencyKey)
        let word = if case .approved = answer { "charged" } else { "declined" }
        note("\(idempotencyKey): \(word) \(money.amount) \(money.currency.code)")
        return answer
    }

    func refund(chargeID: String, money: Money, idempotencyKey: String) async throws -> String {
        try enter(idempotencyKey)
        note("\(idempotencyKey): refunded \(money.amount) \(money.currency.code)")
        return try await bank.refund(chargeID: chargeID, money: money, idempotencyKey: idempotencyKey)
    }

    func void(chargeIdempotencyKey: String) async throws {
        try enter(chargeIdempotencyKey)
        note("\(chargeIdempotencyKey): voided")
        try await bank.void(chargeIdempotencyKey: chargeIdempotencyKey)
    }

    /// A key begins with the order.
    private func enter(_ key: String) throws {
        let order = String(key.prefix { $0 != "/" })
        let trouble = state.withLock { state in
            if state.troubles[order] != nil { state.refusals[order, default: 0] += 1 }
            return state.troubles[order]
        }
        if let trouble { throw trouble }
    }

    private func note(_ line: String) { _ = state.withLock { $0.ledger.insert(line) } }
}
