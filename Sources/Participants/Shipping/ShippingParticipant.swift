public import Choreography
import Foundation
public import GRDB
import ShopEvents

extension ShippingRules: Decider {}

/// The voice of the parcels: books a carrier once an order's address and stock are there, and calls it off
/// as long as the parcel is here.
public struct ShippingParticipant: Participant {
    /// `shipping`
    public let name = "shipping"
    private let desk: CarrierDesk
    private let carrierCalls: [any Middleware]
    private let addressRetention: Duration

    /// - Parameters:
    ///   - middleware: what every call to the carrier goes through.
    ///   - addressRetention: how long an address may wait for its stock before it is forgotten; much longer than
    ///     an order's deadline and than dead letters wait for their replay.
    public init(
        carrier: any Carrier, through middleware: [any Middleware] = .carrier(),
        addressRetention: Duration = .seconds(30 * 86_400)
    ) {
        desk = CarrierDesk(carrier: carrier)
        carrierCalls = middleware
        self.addressRetention = addressRetention
    }

    /// What shipping hears.
    public var reactions: [Reaction] {
        [
            ask(OrderPlaced.self), ask(InventoryReserved.self), ask(OrderCancelling.self),
            hear(CarrierCollected.self), hear(CarrierDelivered.self),
        ]
    }

    /// Creates `shipments`.
    public func migrate(_ migrator: inout DatabaseMigrator) { ShippingSchema.register(in: &migrator) }

    private func hear<E: OrderEvent>(_ type: E.Type) -> Reaction {
        .on(type) { event, transaction in try react(to: event, nil, transaction) }
    }

    private func ask<E: OrderEvent>(_ type: E.Type) -> Reaction {
        .on(type) { event, preparation in
            let shipment = try await preparation.read {
                try ShippingStore.shipment(of: event.orderID, in: $0)
            }
            guard let command = ShippingRules.Command(hearing: event),
                let question = ShippingRules.question(for: command, in: shipment)
            else { return nil }
            return try await carrierCalls.handle(preparation.call) {
                try await desk.ask(question, about: event.orderID, key: preparation.idempotencyKey)
            }
        } react: { event, answer, transaction in
            try react(to: event, answer, transaction)
        }
    }

    private func react(
        to event: some OrderEvent, _ answer: ShippingRules.Answer?, _ transaction: Transaction
    ) throws {
        guard let command = ShippingRules.Command(hearing: event, answer: answer) else { return }
        let order = event.orderID
        let shipment = try ShippingStore.shipment(of: order, in: transaction.db)
        let facts = ShippingRules.decide(command, in: shipment)
        if facts.isEmpty, ShippingRules.question(for: command, in: shipment) != nil {
            throw Failure.transient(.reactionFailed, "the carrier's answer is not to what the rules ask")
        }
        let after = ShippingRules.fold(facts, from: shipment)
        if after != shipment {
            try ShippingStore.save(after, of: order, at: transaction.now, in: transaction.db)
        }
        for event in facts.compactMap({ $0.event(of: order) }) { try transaction.say(event) }
        if event is OrderPlaced {
            let limit = transaction.now - addressRetention / .seconds(1)
            try ShippingStore.forgetAddresses(keptBefore: limit, in: transaction.db)
        }
    }
}
