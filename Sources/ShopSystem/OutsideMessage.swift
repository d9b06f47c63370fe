public import Choreography
public import Foundation
public import RabbitMQ
import ShopEvents

/// A message as somebody outside the choreography publishes it: a JSON body, a message id, a type.
public struct OutsideMessage: Sendable {
    /// The broker user that may publish it.
    public let user: String
    /// The message.
    public let message: Message

    /// An event, as its owner says it.
    public init<E: Event>(_ event: E, messageID: String, at now: Date = Date()) throws {
        try self.init(
            type: E.type, version: E.version, body: EventJSON.encode(event), messageID: messageID,
            correlationID: event.correlationID, at: now)
    }

    /// Any body under a known type; it need not be valid.
    ///
    /// - Throws: ``SystemError`` when nobody says such events.
    public init(
        type: EventType, version: Int = 1, body: [UInt8], messageID: String, correlationID: String? = nil,
        user: String? = nil, at now: Date = Date()
    ) throws(SystemError) {
        guard let owner = user ?? Score.shop.owner(of: type)?.name else {
            throw SystemError(.brokerUnavailable, "nobody in the score says \(type)")
        }
        self.user = owner
        message = Envelope.message(
            type: type, version: version, body: body, id: messageID,
            correlationID: correlationID ?? messageID, causationID: nil, source: Score.shop.name,
            sender: owner, exchange: Topology.eventsExchange, at: now)
    }

    /// A message as it is.
    init(_ message: Message, as user: String) {
        self.user = user
        self.message = message
    }
}
