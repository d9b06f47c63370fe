public import Choreography
public import GRDB
import ShopEvents

extension InventoryRules: Decider {}

/// The voice of the stock: sets aside what paid orders want, all lines or none, and gives it back or lets it
/// go, once.
public struct InventoryParticipant: Participant {
    /// `inventory`
    public let name = "inventory"
    private let initialStock: InitialStock

    /// - Parameter initialStock: what is on the shelves when the database is created; ignored afterwards.
    public init(initialStock: InitialStock = .standard) {
        self.initialStock = initialStock
    }

    /// What inventory hears.
    public var reactions: [Reaction] {
        [
            hear(OrderPlaced.self), hear(PaymentProcessed.self), hear(ShippingFailed.self),
            hear(ShippingCancelled.self), hear(ShippingDispatched.self), hear(WarehouseReceived.self),
        ]
    }

    /// Creates `stock` and `reservations`.
    public func migrate(_ migrator: inout DatabaseMigrator) { InventorySchema.register(in: &migrator) }

    /// Puts the initial stock on the shelves.
    public func seed(_ db: Database) throws {
        for (sku, quantity) in initialStock.quantities {
            try InventoryStore.save(.opening(quantity), of: sku, in: db)
        }
    }

    private func hear<E: ShopEvent>(_ type: E.Type) -> Reaction {
        .on(type) { event, transaction in
            guard let command = InventoryRules.Command(hearing: event) else { return }
            let state = try InventoryStore.load(for: command, from: transaction.db)
            let facts = InventoryRules.decide(command, in: state)
            if case .receive(let sku, let quantity) = command {
                let messageID = transaction.context.messageID
                guard
                    try InventoryStore.note(quantity, of: sku, receivedBy: messageID, in: transaction.db)
                else { return }
                guard !facts.isEmpty else {
                    throw Failure.permanent(
                        .invalidValue, "the books cannot hold that many units of \(sku)")
                }
            }
            try InventoryStore.save(
                InventoryRules.fold(facts, from: state), replacing: state, in: transaction.db)
            for event in facts.compactMap(\.event) { try transaction.say(event) }
        }
    }
}
