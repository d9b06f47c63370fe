public import Choreography
public import GRDB
import ShopEvents

/// The payment's voice: takes the money for an order once, and gives it back once.
public struct PaymentParticipant: Participant {
    /// `payment`
    public let name = "payment"

    let gateway: any PaymentGateway
    private let gatewayCalls: [any Middleware]

    /// - Parameters:
    ///   - gateway: the provider that takes and gives back the money.
    ///   - middleware: what every call to it goes through.
    public init(gateway: some PaymentGateway, through middleware: [any Middleware] = .paymentGateway()) {
        self.gateway = gateway
        gatewayCalls = middleware
    }

    /// One per step of the payment's part.
    public var reactions: [Reaction] {
        [hear(OrderPlaced.self), hear(InventoryRejected.self), hear(InventoryReleased.self)]
    }

    /// One row per order.
    public func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("payment 1") { try PaymentStore.createTables(in: $0) }
    }

    private func hear<E: HeardByPayment>(_ type: E.Type) -> Reaction {
        .on(
            type, prepare: { try await ask($0.paymentIntent, about: $0.orderID, with: $1) },
            react: { try handle($0.paymentIntent, $1, about: $0.orderID, in: $2) })
    }

    /// Asks the provider, unless what is stored says that there is nothing to ask.
    private func ask(
        _ intent: PaymentIntent, about order: OrderID, with preparation: Preparation
    ) async throws -> PaymentAnswer? {
        let state = try await preparation.read { try PaymentStore.load(order, in: $0) }
        guard let wish = PaymentRules.wish(for: intent, in: state) else { return nil }
        return try await gatewayCalls.handle(preparation.call) {
            try await fulfil(wish, key: preparation.idempotencyKey)
        }
    }

    /// - Parameter key: the idempotency key of an intent.
    private func fulfil(
        _ wish: PaymentWish, key: (_ intent: String) -> String
    ) async throws -> PaymentAnswer {
        let (charge, refund) = (key("charge"), key("refund"))
        switch wish {
        case .charge(let money, let token):
            return .charge(try await gateway.charge(token: token, money: money, idempotencyKey: charge))
        case .refund(let taken):
            let id = try await gateway.refund(
                chargeID: taken.id, money: taken.money, idempotencyKey: refund)
            return .refund(refundID: id)
        case .void:
            try await gateway.void(chargeIdempotencyKey: charge)
            return .void
        }
    }

    private func handle(
        _ intent: PaymentIntent, _ answer: PaymentAnswer?, about order: OrderID, in transaction: Transaction
    ) throws {
        let state = try PaymentStore.load(order, in: transaction.db)
        guard answer != nil || PaymentRules.wish(for: intent, in: state) == nil else {
            throw Failure.transient(.outsideUnavailable, "the provider has yet to be asked")
        }
        for fact in PaymentRules.decide(PaymentCommand(intent, answer: answer), in: state) {
            try PaymentStore.save(fact, of: order, at: transaction.now, in: transaction.db)
            if let event = PaymentSaying.event(stating: fact, about: order) { try transaction.say(event) }
        }
    }
}
