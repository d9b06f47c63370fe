/// Whether the broker writes a message to disk.
public enum DeliveryMode: UInt8, Sendable, Hashable {
    /// Kept in memory; lost when the broker restarts.
    case transient = 1
    /// Written to disk in a durable queue.
    case persistent = 2
}

/// The AMQP 0-9-1 property list of a message. What is `nil` (or an empty table) is not on the wire.
public struct BasicProperties: Sendable, Hashable {
    /// The MIME type of the body.
    public var contentType: String?
    /// The encoding of the body, such as `gzip`.
    public var contentEncoding: String?
    /// Application headers.
    public var headers: FieldTable
    /// Whether the broker writes the message to disk; transient when absent.
    public var deliveryMode: DeliveryMode?
    /// The priority, used by priority queues only.
    public var priority: UInt8?
    /// What this message belongs to.
    public var correlationID: String?
    /// Where an answer goes.
    public var replyTo: String?
    /// Time to live in milliseconds, as text.
    public var expiration: String?
    /// The identity of the message: returns are matched by it.
    public var messageID: String?
    /// Seconds since 1970.
    public var timestamp: UInt64?
    /// The type of the message.
    public var type: String?
    /// The user that published; the broker refuses another than the one logged in.
    public var userID: String?
    /// The application that published.
    public var appID: String?
    /// Deprecated by the specification; carried along.
    public var clusterID: String?

    /// A property list; everything may be left out.
    public init(
        contentType: String? = nil, contentEncoding: String? = nil, headers: FieldTable = [:],
        deliveryMode: DeliveryMode? = nil, priority: UInt8? = nil, correlationID: String? = nil,
        replyTo: String? = nil, expiration: String? = nil, messageID: String? = nil,
        timestamp: UInt64? = nil, type: String? = nil, userID: String? = nil, appID: String? = nil,
        clusterID: String? = nil
    ) {
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.headers = headers
        self.deliveryMode = deliveryMode
        self.priority = priority
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.expiration = expiration
        self.messageID = messageID
        self.timestamp = timestamp
        self.type = type
        self.userID = userID
        self.appID = appID
        self.clusterID = clusterID
    }
}
