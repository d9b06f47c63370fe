import Foundation
import Logging
import RabbitMQ

extension Logger.Metadata {
    /// What every line of the log has that is about a message: `message.id`, `order.id` (the saga) and `event.type`;
    /// and `error`, where there is one.
    ///
    /// - Parameter order: default: what the message itself says.
    init(
        about properties: BasicProperties, routedAs routingKey: String, order: String? = nil,
        error: (any Error)? = nil
    ) {
        self = [
            "message.id": "\(properties.messageID ?? "")",
            "order.id": "\(order ?? properties.correlationID ?? "")",
            "event.type": "\(properties.type ?? routingKey)",
        ]
        self["error"] = error.map { "\($0)" }
    }

    init(about delivery: Delivery, order: String? = nil, error: (any Error)? = nil) {
        self.init(
            about: delivery.properties, routedAs: delivery.routingKey, order: order, error: error)
    }

    /// - Parameter due: when it is tried again, if it is.
    init(about work: Work, _ failure: Failure, due: Date? = nil) {
        self.init(about: work.delivery, order: work.key, error: failure)
        self["error.type"] = "\(failure.kind.rawValue)"
        self["retry.due"] = due.map { "\($0.formatted(.timestamp))" }
    }

    init(about row: OutboxRow, error: (any Error)? = nil) {
        self.init(about: row.message.properties, routedAs: row.message.routingKey, error: error)
    }
}
