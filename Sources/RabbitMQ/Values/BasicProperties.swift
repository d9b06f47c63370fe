/// Whether the broker writes a message to disk.
public enum DeliveryMode: UInt8, Sendable, Hashable {
    /// Kept in memory; lost when the broker restarts.
    case transient = 1
    /// Written to disk in a durable queue.
    case persistent = 2
}

/// The AMQP 0-9-1 property list of a message. What is `nil` (or an empty table) is not on the wire.
///
/// As large as a reference, since it goes from stage to stage with its message. Each change makes a copy: who knows
/// what to put in had better say so when making it.
public struct BasicProperties: Sendable, Hashable {
    private var box: PropertyBox

    /// The fields themselves.
    var fields: Fields { box.fields }

    /// The MIME type of the body.
    public var contentType: String? {
        get { box.fields.contentType }
        set { change { $0.contentType = newValue } }
    }
    /// The encoding of the body, such as `gzip`.
    public var contentEncoding: String? {
        get { box.fields.contentEncoding }
        set { change { $0.contentEncoding = newValue } }
    }
    /// Application headers.
    public var headers: FieldTable {
        get { box.fields.headers }
        set { change { $0.headers = newValue } }
    }
    /// Whether the broker writes the message to disk; transient when absent.
    public var deliveryMode: DeliveryMode? {
        get { box.fields.deliveryMode }
        set { change { $0.deliveryMode = newValue } }
    }
    /// The priority, used by priority queues only.
    public var priority: UInt8? {
        get { box.fields.priority }
        set { change { $0.priority = newValue } }
    }
    /// What this message belongs to.
    public var correlationID: String? {
        get { box.fields.correlationID }
        set { change { $0.correlationID = newValue } }
    }
    /// Where an answer goes.
    public var replyTo: String? {
        get { box.fields.replyTo }
        set { change { $0.replyTo = newValue } }
    }
    /// Time to live in milliseconds, as text.
    public var expiration: String? {
        get { box.fields.expiration }
        set { change { $0.expiration = newValue } }
    }
    /// The identity of the message: returns are matched by it.
    public var messageID: String? {
        get { box.fields.messageID }
        set { change { $0.messageID = newValue } }
    }
    /// Seconds since 1970.
    public var timestamp: UInt64? {
        get { box.fields.timestamp }
        set { change { $0.timestamp = newValue } }
    }
    /// The type of the message.
    public var type: String? {
        get { box.fields.type }
        set { change { $0.type = newValue } }
    }
    /// The user that published; the broker refuses another than the one logged in.
    public var userID: String? {
        get { box.fields.userID }
        set { change { $0.userID = newValue } }
    }
    /// The application that published.
    public var appID: String? {
        get { box.fields.appID }
        set { change { $0.appID = newValue } }
    }
    /// Deprecated by the specification; carried along.
    public var clusterID: String? {
        get { box.fields.clusterID }
        set { change { $0.clusterID = newValue } }
    }

    /// A property list; everything may be left out.
    public init(
        contentType: String? = nil, contentEncoding: String? = nil, headers: FieldTable = [:],
        deliveryMode: DeliveryMode? = nil, priority: UInt8? = nil, correlationID: String? = nil,
        replyTo: String? = nil, expiration: String? = nil, messageID: String? = nil,
        timestamp: UInt64? = nil, type: String? = nil, userID: String? = nil, appID: String? = nil,
        clusterID: String? = nil
    ) {
        var fields = Fields()
        fields.contentType = contentType
        fields.contentEncoding = contentEncoding
        fields.headers = headers
        fields.deliveryMode = deliveryMode
        fields.priority = priority
        fields.correlationID = correlationID
        fields.replyTo = replyTo
        fields.expiration = expiration
        fields.messageID = messageID
        fields.timestamp = timestamp
        fields.type = type
        fields.userID = userID
        fields.appID = appID
        fields.clusterID = clusterID
        self.init(fields)
    }

    /// The empty list, made once.
    static let none = BasicProperties()

    /// A property list of these fields.
    init(_ fields: consuming Fields) { box = PropertyBox(fields) }

    /// Compares field by field.
    public static func == (left: Self, right: Self) -> Bool {
        left.box === right.box || left.box.fields == right.box.fields
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(box.fields) }

    private mutating func change(_ body: (inout Fields) -> Void) {
        var fields = box.fields
        body(&fields)
        box = PropertyBox(fields)
    }
}
