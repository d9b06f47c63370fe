import RabbitMQ
import Tracing

/// The names of OpenTelemetry's messaging conventions (1.44), for RabbitMQ.
package enum Messaging {
    /// Metrics; durations are timers, so a backend adds the unit as it likes to.
    package enum Metric {
        package static let processDuration = "messaging.process.duration"
        package static let operationDuration = "messaging.client.operation.duration"
        package static let sentMessages = "messaging.client.sent.messages"
        package static let consumedMessages = "messaging.client.consumed.messages"
    }

    enum Key {
        static let system = "messaging.system"
        static let operationName = "messaging.operation.name"
        static let operationType = "messaging.operation.type"
        static let destination = "messaging.destination.name"
        static let routingKey = "messaging.rabbitmq.destination.routing_key"
        static let messageID = "messaging.message.id"
        static let conversationID = "messaging.message.conversation_id"
        static let bodySize = "messaging.message.body.size"
        static let errorType = "error.type"
        static let serverAddress = "server.address"
        static let serverPort = "server.port"
        /// Our own: what became of a delivery, see ``WorkerFigures``.
        static let outcome = "outcome"
    }

    /// What is done with messages.
    enum Operation: String, Sendable {
        case process
        case send

        /// What the conventions call the kind of operation is, for these, its name.
        var type: String { rawValue }
    }

    static let system = "rabbitmq"
    /// For what nobody knows, so that no sender can make up as many values as it likes.
    static let other = "_OTHER"

    /// Where a message is sent.
    static func destination(exchange: String, routingKey: String) -> String {
        let parts = [exchange, routingKey].filter { !$0.isEmpty }
        return parts.isEmpty ? "amq.default" : parts.joined(separator: ":")
    }

    /// Where a message was taken from.
    static func destination(exchange: String, routingKey: String, queue: String) -> String {
        destination(exchange: exchange, routingKey: routingKey == queue ? "" : routingKey) + ":" + queue
    }

    /// What all metrics of an operation have in common.
    static func dimensions(
        _ operation: Operation, at address: BrokerAddress?
    ) -> [(String, String)] {
        [
            (Key.system, system), (Key.operationName, operation.rawValue),
            (Key.operationType, operation.type),
        ]
            + (address.map { [(Key.serverAddress, $0.host), (Key.serverPort, String($0.port))] } ?? [])
    }

    /// What all spans of an operation have in common.
    static func attributes(_ operation: Operation, at address: BrokerAddress?) -> SpanAttributes {
        var attributes: SpanAttributes = [
            Key.system: .string(system), Key.operationName: .string(operation.rawValue),
            Key.operationType: .string(operation.type),
        ]
        if let address {
            attributes[Key.serverAddress] = address.host
            attributes[Key.serverPort] = address.port
        }
        return attributes
    }
}
