import Foundation
import RabbitMQManagement

@testable import ShopSystem

extension ShopStatus {
    /// A shop in which all is well.
    static var fine: ShopStatus {
        var broker = BrokerReading(address: "amqp://operator@127.0.0.1:5672/shop")
        broker.alarms = []
        broker.queues["unrouted"] = QueueReading(messages: 0, consumers: 0)
        return ShopStatus(
            at: Date(timeIntervalSince1970: 1_800_000_000), broker: broker,
            participants: RunningSystem.workers.map(ParticipantStatus.fine),
            orders: ["confirmed": 30, "pending": 2, "cancelled": 0], isSupervised: true)
    }

    /// The same with one participant changed.
    static func with(
        of name: String = "inventory", _ change: (inout ParticipantStatus) -> Void
    ) -> ShopStatus {
        var shop = fine
        for index in shop.participants.indices where shop.participants[index].name == name {
            change(&shop.participants[index])
        }
        return shop
    }
}

extension ParticipantStatus {
    static func fine(_ name: String) -> ParticipantStatus {
        var status = ParticipantStatus(name: name)
        status.state = .up
        status.process = 4711
        status.door = "http://127.0.0.1:3"
        status.isReady = true
        status.isConsuming = true
        (status.deliveriesPerSecond, status.effectsPerSecond) = (12.34, 123.4)
        (status.duplicates, status.retriesWaiting, status.deadLetters) = (3, 1, 0)
        status.outbox = Outbox(depth: 2, ageSeconds: 1.5, parked: 0)
        status.queue = QueueReading(messages: 10, consumers: 1)
        status.oldest = OldestMessage(seconds: 4, isAtLeast: false)
        return status
    }
}
