extension BasicProperties {
    /// The fields of a property list, as the specification has them.
    struct Fields: Sendable, Hashable {
        var contentType: String?
        var contentEncoding: String?
        var headers: FieldTable = [:]
        var deliveryMode: DeliveryMode?
        var priority: UInt8?
        var correlationID: String?
        var replyTo: String?
        var expiration: String?
        var messageID: String?
        var timestamp: UInt64?
        var type: String?
        var userID: String?
        var appID: String?
        var clusterID: String?
    }
}

/// Where a property list lies, for all who hold it.
final class PropertyBox: Sendable {
    /// The fields.
    let fields: BasicProperties.Fields

    /// A place for these fields.
    init(_ fields: consuming BasicProperties.Fields) { self.fields = fields }
}
