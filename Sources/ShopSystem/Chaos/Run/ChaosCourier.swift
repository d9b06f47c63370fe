import Choreography
import Foundation
import ShopEvents

/// The carrier, and customers who have second thoughts when the parcel is on its way: they act on what has
/// become of their orders.
actor ChaosCourier {
    private let stories: [String: (id: OrderID, story: ChaosStory)]
    private let publisher: SteadfastPublisher
    private let orders: OrderStandings
    private var done: Set<String> = []

    init(_ plan: ChaosPlan, orders: OrderStandings, publisher: SteadfastPublisher) {
        let collected = plan.orders.filter(\.story.isCollected)
        stories = Dictionary(
            collected.map { ($0.id.text, ($0.id, $0.story)) }, uniquingKeysWith: { first, _ in first })
        self.orders = orders
        self.publisher = publisher
    }

    /// Does what there is to do at the moment.
    ///
    /// - Returns: how much that was.
    @discardableResult
    func round() async throws -> Int {
        var messages: [OutsideMessage] = []
        var keys: [String] = []
        for (order, standing) in try await orders.all(in: ["confirmed", "shipped"]) {
            guard let (id, story) = stories[order], !done.contains("\(standing.status) \(order)") else {
                continue
            }
            keys.append("\(standing.status) \(order)")
            messages.append(try Self.message(about: id, story, standing.status))
        }
        try await publisher.publish(messages.sorted { $0.user < $1.user })
        done.formUnion(keys)
        return keys.count
    }

    private static func message(
        about order: OrderID, _ story: ChaosStory, _ status: String
    ) throws -> OutsideMessage {
        let (messageID, tracking) = (MessageID.make(at: Date()), "T-\(order)")
        if status == "confirmed" {
            return try OutsideMessage(
                CarrierCollected(orderID: order, trackingNumber: tracking), messageID: messageID)
        }
        if story == .delivered {
            return try OutsideMessage(
                CarrierDelivered(orderID: order, trackingNumber: tracking), messageID: messageID)
        }
        return try OutsideMessage(
            OrderCancelRequested(orderID: order, reason: "too late"), messageID: messageID)
    }
}
