import Choreography
import Payment
import ShopEvents

/// A provider that keeps its promise about idempotency keys, and its books.
actor RecordingGateway: PaymentGateway {
    private(set) var calls: [String] = []
    private(set) var charges: [String: Money] = [:]
    private(set) var refunds: [String: Money] = [:]
    private let simulated = SimulatedGateway()
    private var isDown = false
    private var losesAnswers = false

    func goDown(_ isDown: Bool) { self.isDown = isDown }

    /// Does what it is asked, but nobody hears of it.
    func loseAnswers(_ losesAnswers: Bool) { self.losesAnswers = losesAnswers }

    func charge(token: String, money: Money, idempotencyKey: String) async throws -> ChargeAnswer {
        try note("charge \(money) \(idempotencyKey)")
        let answer = try await simulated.charge(token: token, money: money, idempotencyKey: idempotencyKey)
        if case .approved(let id) = answer { charges[id] = money }
        try answerOrNot()
        return answer
    }

    func refund(chargeID: String, money: Money, idempotencyKey: String) async throws -> String {
        try note("refund \(money) \(idempotencyKey)")
        let id = try await simulated.refund(chargeID: chargeID, money: money, idempotencyKey: idempotencyKey)
        refunds[id] = money
        try answerOrNot()
        return id
    }

    func void(chargeIdempotencyKey: String) async throws {
        try note("void \(chargeIdempotencyKey)")
        charges["ch_\(chargeIdempotencyKey)"] = nil
        try answerOrNot()
    }

    private func note(_ call: String) throws {
        if isDown { throw Failure.transient(.outsideUnavailable, "the gateway is down") }
        calls.append(call)
    }

    private func answerOrNot() throws {
        if losesAnswers { throw Failure.transient(.outsideUnavailable, "the gateway did not answer in time") }
    }
}
