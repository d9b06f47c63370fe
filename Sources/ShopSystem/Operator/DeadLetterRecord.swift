import Choreography
import Foundation
public import RabbitMQ

/// A dead letter on paper: all that is needed to put it back into its queue, as one line of JSON.
///
/// The broker's count of deliveries is left out: it is about the queue, and looking changes it.
public struct DeadLetterRecord: Codable, Sendable, Hashable {
    /// Whose it is.
    public let participant: String
    /// Why its properties and headers are missing here: they could not be read.
    public let malformed: String?
    let properties: Properties
    let headers: JSONValue
    /// The body, where it is text.
    let body: String?
    /// The body, where it is not: in base 64.
    let bodyBase64: String?

    struct Properties: Codable, Sendable, Hashable {
        var content_type, content_encoding, correlation_id, reply_to, expiration, message_id: String?
        var type, user_id, app_id, cluster_id: String?
        var delivery_mode, priority: UInt8?
        var timestamp: UInt64?
    }

    enum CodingKeys: String, CodingKey {
        case participant, malformed, properties, headers, body
        case bodyBase64 = "body_base64"
    }

    /// Writes down `entry`.
    public init(_ entry: DeadLetterEntry) {
        let delivery = entry.delivery
        participant = entry.participant
        malformed = delivery.malformed?.message
        properties = Properties(delivery.properties)
        var headers = delivery.properties.headers
        headers["x-delivery-count"] = nil
        self.headers = JSONValue.table(headers)
        body = String(validating: delivery.body, as: UTF8.self)
        bodyBase64 = body == nil ? Data(delivery.body).base64EncodedString() : nil
    }

    /// Reads a line that was written before.
    ///
    /// - Throws: ``SystemError`` when it is none.
    public init(line: some Sequence<UInt8>) throws(SystemError) {
        do {
            self = try JSONCoder.decode(DeadLetterRecord.self, from: Array(line))
        } catch {
            throw SystemError(.unreadableRecord, "it is no exported dead letter: \(Self.words(of: error))")
        }
        _ = try message()
    }

    /// The line, without its end.
    public func line() throws -> [UInt8] { [UInt8](try JSONEncoder.canonical.encode(self)) }

    /// The dead letter as it was, on the way to its queue.
    ///
    /// - Throws: ``SystemError`` when somebody has changed what was written into something that cannot be.
    public func message() throws(SystemError) -> Message {
        guard RunningSystem.workers.contains(participant) else {
            throw SystemError(.unreadableRecord, "there is no participant \"\(participant)\"")
        }
        guard case .object(let fields) = headers, let table = FieldTable(fields) else {
            throw SystemError(.unreadableRecord, "headers: not what was exported")
        }
        let bytes =
            body.map { Array($0.utf8) } ?? bodyBase64.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
        guard let bytes else { throw SystemError(.unreadableRecord, "there is no body") }
        return Message(
            exchange: Topology.deadLettersExchange, routingKey: participant,
            properties: properties.amqp(with: table), body: bytes)
    }

    private static func words(of error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _)?: "\(key.stringValue) is missing"
        case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has another type"
        default: "not JSON"
        }
    }
}

extension DeadLetterRecord.Properties {
    fileprivate init(_ properties: BasicProperties) {
        self.init(
            content_type: properties.contentType, content_encoding: properties.contentEncoding,
            correlation_id: properties.correlationID, reply_to: properties.replyTo,
            expiration: properties.expiration, message_id: properties.messageID, type: properties.type,
            user_id: properties.userID, app_id: properties.appID, cluster_id: properties.clusterID,
            delivery_mode: properties.deliveryMode?.rawValue, priority: properties.priority,
            timestamp: properties.timestamp)
    }

    fileprivate func amqp(with headers: FieldTable) -> BasicProperties {
        BasicProperties(
            contentType: content_type, contentEncoding: content_encoding, headers: headers,
            deliveryMode: delivery_mode.flatMap(DeliveryMode.init), priority: priority,
            correlationID: correlation_id, replyTo: reply_to, expiration: expiration, messageID: message_id,
            timestamp: timestamp, type: type, userID: user_id, appID: app_id, clusterID: cluster_id)
    }
}
