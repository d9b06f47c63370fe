public import ShopEvents

/// A provider that takes no money and always gives the same answer to the same question.
///
/// It declines the token ``declinedToken`` and everything above ``limit`` minor units, whatever the currency.
/// It remembers nothing: the names of charges and refunds are made of the idempotency keys.
public struct SimulatedGateway: PaymentGateway {
    /// The token that is always declined.
    public static let declinedToken = "tok_declined"
    /// The most that is approved, in minor units: 10,000.00.
    public static let limit: Int64 = 1_000_000

    private let latency: Duration

    /// - Parameter latency: how long each call takes.
    public init(latency: Duration = .zero) {
        self.latency = latency
    }

    /// Approves, unless token or amount forbid it.
    public func charge(token: String, money: Money, idempotencyKey: String) async throws -> ChargeAnswer {
        try await wait()
        if token == Self.declinedToken { return .declined("the card was declined") }
        if money.amount > Self.limit { return .declined("the amount is above the card's limit") }
        return .approved(chargeID: "ch_\(idempotencyKey)")
    }

    /// Always succeeds.
    public func refund(chargeID: String, money: Money, idempotencyKey: String) async throws -> String {
        try await wait()
        return "re_\(idempotencyKey)"
    }

    /// Always succeeds.
    public func void(chargeIdempotencyKey: String) async throws {
        try await wait()
    }

    private func wait() async throws {
        if latency > .zero { try await Task.sleep(for: latency) }
    }
}
