public import Foundation
import RabbitMQ

/// An event as it was published and as the stream `history` keeps it.
public struct PublishedEvent: Sendable, Hashable {
    /// Its place in the stream. They rise; not every number is an event.
    public let offset: Int64
    /// The message id; an event that was published twice has the same one, and is handed out once.
    public let messageID: String
    /// The type, which is the routing key.
    public let type: EventType
    /// The version of the JSON form of ``body``.
    public let version: Int
    /// The broker user that said it, for whom the broker vouches; nil when the message came without, which
    /// only voices from outside may do.
    public let sender: String?
    /// The CloudEvents source, as its sender wrote it.
    public let source: String?
    /// The saga (the order id): the AMQP correlation id, else the message id.
    public let correlationID: String
    /// The message id of the event that caused this one, where its sender said so.
    public let causationID: String?
    /// When it was said, as its sender tells.
    public let time: Date?
    /// The JSON body.
    public let body: [UInt8]

    /// The event itself, brought up to today's version and validated.
    ///
    /// - Throws: ``InvalidEvent`` when the body is not of that type; let it pass through
    ///   ``HistoryProjection/apply(_:to:)``, and the event is left out.
    public func decode<E: Event>(_ event: E.Type) throws -> E {
        guard type == E.type else {
            throw InvalidEvent(field: nil, reason: "is \(type), not \(E.type)", kind: .unexpectedType)
        }
        return try EventJSON.decode(event, version: version, from: body)
    }
}

extension PublishedEvent {
    init(
        _ delivery: Delivery, offset: Int64, messageID: String, type: EventType
    ) throws(Failure) {
        let properties = delivery.properties
        self.offset = offset
        self.messageID = messageID
        self.type = type
        version = try Envelope.version(of: properties)
        sender = properties.userID
        source = Envelope.header("cloudEvents_source", of: properties)
        correlationID = properties.correlationID ?? messageID
        causationID = Envelope.header(Envelope.Header.causation, of: properties)
        time =
            Envelope.header("cloudEvents_time", of: properties)
            .flatMap { try? Date($0, strategy: Date.ISO8601FormatStyle.timestamp) }
            ?? properties.timestamp.flatMap { Date(amqpTimestamp: $0) }
        body = delivery.body
    }
}
