extension BasicProperties {
    /// The property list as AMQP puts it on the wire: flags and values. Lossless, so that it can be kept
    /// in a database and sent later.
    ///
    /// - Throws: ``AMQPError/Code/invalidArgument`` for text over 255 bytes, table keys that are not
    ///   1...255 bytes long, and tables nested deeper than 64 levels.
    public func encoded() throws(AMQPError) -> [UInt8] {
        var writer = WireWriter()
        writer.reserve(512)
        try encode(into: &writer)
        return writer.bytes
    }

    /// Whether ``encoded()`` succeeds, and with at most 48 KiB: as all that we write ourselves. `false` if it takes
    /// trying. Looking costs a fraction of writing.
    package var isPlain: Bool {
        func isShort(_ text: String?) -> Bool { text.map { $0.utf8.count <= 255 } ?? true }
        let fields = fields
        return isShort(fields.contentType) && isShort(fields.contentEncoding) && isShort(fields.correlationID)
            && isShort(fields.replyTo) && isShort(fields.expiration) && isShort(fields.messageID)
            && isShort(fields.type) && isShort(fields.userID) && isShort(fields.appID)
            && isShort(fields.clusterID) && fields.headers.isPlain
    }

    /// The property list that ``encoded()`` wrote, or any other that is well-formed.
    ///
    /// - Throws: ``AMQPError/Code/protocolViolation`` for anything else.
    public init(encoded: [UInt8]) throws(AMQPError) {
        self = try WireReader.read(encoded) { reader throws(AMQPError) in
            try BasicProperties(whole: &reader)
        }
    }

    /// The property list that is all that is left to read.
    ///
    /// - Throws: ``AMQPError/Code/protocolViolation`` for anything else.
    init(whole reader: inout WireReader, _ names: NameCache? = nil) throws(AMQPError) {
        self.init(try Fields(from: &reader, names))
        guard reader.isAtEnd else {
            throw AMQPError(.protocolViolation, "bytes are left over after a property list")
        }
    }

    /// Writes the property list.
    ///
    /// - Throws: As ``encoded()``; what was written by then stays.
    func encode(into writer: inout WireWriter) throws(AMQPError) { try fields.encode(into: &writer) }
}

extension BasicProperties.Fields {
    /// Flags from the highest bit down, in the order of the specification (section 4.2.6.1).
    private var flags: UInt16 {
        var flags: UInt16 = 0
        if contentType != nil { flags |= 1 << 15 }
        if contentEncoding != nil { flags |= 1 << 14 }
        if !headers.isEmpty { flags |= 1 << 13 }
        if deliveryMode != nil { flags |= 1 << 12 }
        if priority != nil { flags |= 1 << 11 }
        if correlationID != nil { flags |= 1 << 10 }
        if replyTo != nil { flags |= 1 << 9 }
        if expiration != nil { flags |= 1 << 8 }
        if messageID != nil { flags |= 1 << 7 }
        if timestamp != nil { flags |= 1 << 6 }
        if type != nil { flags |= 1 << 5 }
        if userID != nil { flags |= 1 << 4 }
        if appID != nil { flags |= 1 << 3 }
        if clusterID != nil { flags |= 1 << 2 }
        return flags
    }

    fileprivate func encode(into writer: inout WireWriter) throws(AMQPError) {
        writer.integer(flags)
        if let contentType { try writer.shortString(contentType, "content-type") }
        if let contentEncoding { try writer.shortString(contentEncoding, "content-encoding") }
        if !headers.isEmpty { try writer.table(headers) }
        if let deliveryMode { writer.integer(deliveryMode.rawValue) }
        if let priority { writer.integer(priority) }
        if let correlationID { try writer.shortString(correlationID, "correlation-id") }
        if let replyTo { try writer.shortString(replyTo, "reply-to") }
        if let expiration { try writer.shortString(expiration, "expiration") }
        if let messageID { try writer.shortString(messageID, "message-id") }
        if let timestamp { writer.integer(timestamp) }
        if let type { try writer.shortString(type, "type") }
        if let userID { try writer.shortString(userID, "user-id") }
        if let appID { try writer.shortString(appID, "app-id") }
        if let clusterID { try writer.shortString(clusterID, "cluster-id") }
    }

    /// Reads fields; `names` has the texts that are much the same from message to message.
    fileprivate init(from reader: inout WireReader, _ names: NameCache?) throws(AMQPError) {
        self.init()
        let flags = try reader.integer(UInt16.self)
        // The lowest bit announces more flags, which AMQP 0-9-1 does not have.
        guard flags & 0b11 == 0 else { throw AMQPError(.protocolViolation, "unknown properties") }
        func has(_ place: Int) -> Bool { flags & (1 << (15 - place)) != 0 }
        if has(0) { contentType = try reader.shortString(names) }
        if has(1) { contentEncoding = try reader.shortString(names) }
        if has(2) { headers = try reader.table() }
        // RabbitMQ takes 2 for persistent and every other number for transient.
        if has(3) { deliveryMode = try reader.integer(UInt8.self) == 2 ? .persistent : .transient }
        if has(4) { priority = try reader.integer() }
        if has(5) { correlationID = try reader.shortString() }
        if has(6) { replyTo = try reader.shortString() }
        if has(7) { expiration = try reader.shortString() }
        if has(8) { messageID = try reader.shortString() }
        if has(9) { timestamp = try reader.integer() }
        if has(10) { type = try reader.shortString(names) }
        if has(11) { userID = try reader.shortString(names) }
        if has(12) { appID = try reader.shortString(names) }
        if has(13) { clusterID = try reader.shortString(names) }
    }
}
