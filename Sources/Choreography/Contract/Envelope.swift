package import Foundation
package import RabbitMQ

/// The AMQP form of an event: CloudEvents 1.0 in AMQP's binary mode beside the plain AMQP properties.
package enum Envelope {
    /// Names of headers that we write and read.
    package enum Header {
        /// The event's id, the same as the AMQP message id.
        package static let id = "cloudEvents_id"
        /// The message id of the event that caused this one.
        package static let causation = "cloudEvents_causationid"
        /// Ends in the version of the JSON form.
        package static let dataSchema = "cloudEvents_dataschema"
        /// W3C trace context.
        package static let traceParent = "traceparent"
    }

    /// The message that carries `body` as an event of type `type`.
    package static func message(
        type: EventType, version: Int, body: [UInt8], id: String, correlationID: String, causationID: String?,
        source: String, sender: String, exchange: String, sequence: Int64? = nil, traceParent: String? = nil,
        at now: Date
    ) -> Message {
        var headers = TextTableWriter(reservingCapacity: 512)
        headers.append("1.0", for: "cloudEvents_specversion")
        headers.append(id, for: Header.id)
        headers.append(for: "cloudEvents_source") { $0.write("/", source, "/", sender) }
        headers.append(type.rawValue, for: "cloudEvents_type")
        headers.append(correlationID, for: "cloudEvents_subject")
        headers.append(for: "cloudEvents_time") {
            let time = TimestampText(now)
            $0.write(time.date, time.time)
        }
        headers.append(for: Header.dataSchema) {
            $0.write("urn:", source, ":", type.rawValue)
            $0.write(":", String(version))
        }
        #if MUTANTS
            let causationID = Mutant.isOn(.causeNotNoted) ? nil : causationID
        #endif
        if let causationID { headers.append(causationID, for: Header.causation) }
        if let sequence { headers.append(String(sequence), for: "cloudEvents_sequence") }
        if let traceParent { headers.append(traceParent, for: Header.traceParent) }
        return Message(
            exchange: exchange, routingKey: type.rawValue,
            properties: BasicProperties(
                contentType: "application/json", headers: headers.finish(), deliveryMode: .persistent,
                correlationID: correlationID, messageID: id, timestamp: UInt64(now.timeIntervalSince1970),
                type: type.rawValue, userID: sender, appID: sender),
            body: body)
    }

    /// A header by its CloudEvents name, under either prefix that the AMQP binding allows.
    package static func header(_ name: String, of properties: BasicProperties) -> String? {
        if let value = properties.headers[name]?.string { return value }
        // The other name differs in one byte: what follows the prefix is a colon.
        let separator = "cloudEvents".utf8.count
        var name = name
        return name.withUTF8 { name in
            guard name.starts(with: "cloudEvents_".utf8) else { return nil }
            return properties.headers.firstValue { key in
                key.count == name.count && key[separator] == UInt8(ascii: ":")
                    && key[..<separator].elementsEqual(name[..<separator])
                    && key[(separator + 1)...].elementsEqual(name[(separator + 1)...])
            }?.string
        }
    }

    /// The version of the JSON form: what follows the last colon of the data schema; 1 where none is named.
    package static func version(of properties: BasicProperties) throws(Failure) -> Int {
        guard let schema = header(Header.dataSchema, of: properties) else { return 1 }
        let last = schema.utf8.lastIndex(of: UInt8(ascii: ":")).map { schema.utf8.index(after: $0) }
        guard let version = Int(schema[(last ?? schema.startIndex)...]), version > 0 else {
            throw .permanent(
                .unknownVersion, "header \(Header.dataSchema) does not end in a version number")
        }
        return version
    }
}

extension FormatStyle where Self == Date.ISO8601FormatStyle {
    /// RFC 3339 in UTC with milliseconds, as CloudEvents has it: `2026-01-02T03:04:05.678Z`.
    package static var timestamp: Date.ISO8601FormatStyle {
        Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    }
}
