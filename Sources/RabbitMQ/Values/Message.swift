/// A message to publish.
public struct Message: Sendable, Hashable {
    /// The exchange; the empty name is the default exchange. At most 255 bytes.
    public var exchange: String
    /// The routing key, at most 255 bytes.
    public var routingKey: String
    /// The properties.
    public var properties: BasicProperties
    /// The body.
    public var body: [UInt8]
    /// Whether the broker gives the message back when no queue takes it.
    public var mandatory: Bool

    /// A message; mandatory unless said otherwise.
    public init(
        exchange: String, routingKey: String, properties: BasicProperties = BasicProperties(), body: [UInt8],
        mandatory: Bool = true
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.properties = properties
        self.body = body
        self.mandatory = mandatory
    }
}

/// A message as the broker delivered it. A class, since it is handed from stage to stage and never changes.
public final class Delivery: Sendable {
    /// What a settlement names it by; counts up from 1 on the consumer's channel.
    public let tag: UInt64
    /// Whether the broker has delivered it before.
    public let redelivered: Bool
    /// The exchange it was published to.
    public let exchange: String
    /// The routing key it was published with.
    public let routingKey: String
    /// The properties.
    public let properties: BasicProperties
    /// The body.
    public let body: [UInt8]
    /// Why the properties could not be taken over, which are empty then; `nil` for a sound message.
    ///
    /// Headers nested deeper than 64 levels are not decoded: releasing such a value recurses, and would
    /// overflow the small stack of some other thread.
    public let malformed: AMQPError?

    /// A delivery.
    public init(
        tag: UInt64, redelivered: Bool, exchange: String, routingKey: String, properties: BasicProperties,
        body: [UInt8], malformed: AMQPError? = nil
    ) {
        self.tag = tag
        self.redelivered = redelivered
        self.exchange = exchange
        self.routingKey = routingKey
        self.properties = properties
        self.body = body
        self.malformed = malformed
    }
}
