public import Choreography
import Foundation
public import GRDB
import ShopEvents

/// The order's voice: accepts orders, follows them to the end, and cancels them when asked or overdue.
public struct OrderParticipant: Participant {
    /// `order`
    public let name = "order"

    let deadline: Duration
    let store = OrderStore()

    /// The name of the timer that is set for each order, by its id.
    static let deadlineTimer = "deadline"

    /// - Parameter deadline: how long after it was placed an order may remain unconfirmed.
    public init(deadline: Duration = .seconds(15 * 60)) {
        self.deadline = deadline
    }

    /// One per step of the order's part.
    public var reactions: [Reaction] {
        [
            .on(OrderRequested.self) { try place($0, in: $1) },
            .onTimer(Self.deadlineTimer) { try expire(in: $0) },
            hear(OrderCancelRequested.self),
            hear(PaymentProcessed.self), hear(PaymentFailed.self),
            hear(PaymentRefunded.self), hear(PaymentVoided.self),
            hear(InventoryReserved.self), hear(InventoryRejected.self),
            hear(ShippingScheduled.self), hear(ShippingFailed.self),
            hear(ShippingDispatched.self), hear(ShippingDelivered.self),
            hear(ShippingCancelRefused.self),
        ]
    }

    /// The event streams and the orders' rows.
    public func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("order 1") { try OrderStore.createTables(in: $0) }
        migrator.registerMigration("order 2") { try OrderStore.createMemory(in: $0) }
        migrator.registerMigration("order 3") { try OrderStore.dropIndex(in: $0) }
    }

    /// What is asked about orders; the row that each order has in `orders` is written by its reactions.
    public var projections: [any Projection] {
        [
            OrderDetailsProjection(), CustomerHistoryProjection(), DailyRevenueProjection(),
            CancellationsProjection(),
        ]
    }

    private func hear<E: HeardByOrder>(_ type: E.Type) -> Reaction {
        .on(type) { try handle($0.orderCommand, about: $0.orderID, in: $1) }
    }

    private func place(_ request: OrderRequested, in transaction: Transaction) throws {
        let messageID = transaction.context.messageID
        guard let order = OrderNaming.orderID(asked: request.orderID, messageID: messageID) else {
            throw Failure.permanent(.invalidValue, "no order id can be made of the message id")
        }
        let due = Timestamp(transaction.now.addingTimeInterval(deadline / .seconds(1)))
        try handle(.place(OrderContent(request), deadline: due), about: order, in: transaction)
    }

    private func expire(in transaction: Transaction) throws {
        guard let order = OrderID(transaction.context.correlationID) else {
            throw Failure.permanent(.invalidValue, "the timer's key is not an order id")
        }
        try handle(.expire, about: order, in: transaction)
    }

    private func handle(
        _ command: OrderCommand, about order: OrderID, in transaction: Transaction
    ) throws {
        let loaded = try store.load(order, in: transaction.db)
        guard !OrderRules.contradicts(command, loaded.state) else {
            throw Failure.permanent(.orderIDReused, "the order id stands for another order already")
        }
        let facts = OrderRules.decide(command, in: loaded.state)
        guard !facts.isEmpty else { return }
        let state = try store.save(
            facts, of: order, after: loaded, causedBy: transaction.context, at: transaction.now,
            in: transaction.db)
        for fact in facts {
            if let event = OrderSaying.event(stating: fact, about: order) { try transaction.say(event) }
        }
        try moveDeadline(of: order, from: loaded.state, to: state, in: transaction)
    }

    /// The deadline counts as long as the order is pending.
    private func moveDeadline(
        of order: OrderID, from old: OrderState, to new: OrderState, in transaction: Transaction
    ) throws {
        if new.status == .pending, old.status != .pending, let deadline = new.deadline {
            try transaction.setTimer(Self.deadlineTimer, for: order.text, at: deadline.date)
        } else if old.status == .pending, new.status != .pending {
            try transaction.cancelTimer(Self.deadlineTimer, for: order.text)
        }
    }
}

extension Failure.Kind {
    /// Two different wishes came with the same order id.
    public static let orderIDReused: Self = "order-id-reused"
}
