import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import ShopEvents
import Synchronization

/// The carrier's voice, and customers who have second thoughts when the parcel is on its way: they act on what they
/// hear of their orders.
final class SimulationCourier: Sendable {
    private let stories: [String: (id: OrderID, story: ChaosStory)]
    private let done = Mutex<Set<String>>([])

    init(_ plan: ChaosPlan) {
        let collected = plan.orders.filter(\.story.isCollected)
        stories = Dictionary(
            collected.map { ($0.id.text, ($0.id, $0.story)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Acts on it some time later, once.
    func hear(_ message: Message, on stage: SimulationStage) {
        guard let order = message.properties.correlationID, let (id, story) = stories[order],
            [ShippingScheduled.type.rawValue, ShippingDispatched.type.rawValue].contains(message.routingKey),
            done.withLock({ $0.insert("\(message.routingKey) \(order)").inserted })
        else { return }
        stage.world.later(after: stage.world.chance.duration(.seconds(1) ... .seconds(600))) {
            let isBooked = message.routingKey == ShippingScheduled.type.rawValue
            await stage.say(
                try Self.answer(about: id, story, isBooked: isBooked, at: stage.world.clock.now()))
        }
    }

    private static func answer(
        about order: OrderID, _ story: ChaosStory, isBooked: Bool, at now: Date
    ) throws -> Message {
        let (messageID, tracking) = (MessageID.make(at: now), "T-\(order)")
        if isBooked {
            return try OutsideMessage(
                CarrierCollected(orderID: order, trackingNumber: tracking), messageID: messageID, at: now
            ).message
        }
        if story == .delivered {
            return try OutsideMessage(
                CarrierDelivered(orderID: order, trackingNumber: tracking), messageID: messageID, at: now
            ).message
        }
        return try OutsideMessage(
            OrderCancelRequested(orderID: order, reason: "too late"), messageID: messageID, at: now
        ).message
    }
}
