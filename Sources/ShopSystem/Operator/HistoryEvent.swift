import Choreography
public import Foundation
public import RabbitMQ

/// An event as the history keeps it.
public struct HistoryEvent: Sendable, Hashable {
    /// Its place in the stream; nil outside of one.
    public let offset: Int64?
    /// The type, which is the routing key.
    public let type: String
    /// The broker user that said it; nil when the message does not tell.
    public let sender: String?
    /// When it was said, as its sender tells.
    public let time: Date?
    /// The message id.
    public let messageID: String?
    /// The saga.
    public let correlationID: String?
    /// The message id of the event that caused it.
    public let causationID: String?
    /// The body.
    public let body: [UInt8]

    /// Reads a delivery of the history.
    public init(_ delivery: Delivery) {
        let properties = delivery.properties
        offset = properties.headers["x-stream-offset"]?.integer
        type = delivery.exchange.isEmpty ? properties.type ?? delivery.routingKey : delivery.routingKey
        sender = properties.userID ?? properties.appID
        let said = Envelope.header("cloudEvents_time", of: properties)
        time =
            said.flatMap {
                try? Date($0, strategy: Date.ISO8601FormatStyle.timestamp)
            }
            ?? properties.timestamp.flatMap { Date(amqpTimestamp: $0) }
        messageID = properties.messageID
        causationID = Envelope.header(Envelope.Header.causation, of: properties)
        body = delivery.body
        // A plain client names the order in the body only.
        correlationID = Self.orderID(in: delivery.body) ?? properties.correlationID
    }

    /// Reads a message that was published.
    public init(_ message: Message) {
        self.init(
            Delivery(
                tag: 0, redelivered: false, exchange: message.exchange, routingKey: message.routingKey,
                properties: message.properties, body: message.body))
    }

    /// The order that the event is about.
    public var orderID: String? { correlationID }

    private static func orderID(in body: [UInt8]) -> String? {
        struct Body: Decodable { var order_id: String? }
        return (try? JSONCoder.decode(Body.self, from: body))?.order_id?.lowercased()
    }
}
