import Foundation
package import RabbitMQ

/// A message that cannot be handled, published aside with its diagnosis; body and headers stay untouched.
package enum DeadLetter {
    /// The diagnosis headers.
    package enum Header {
        package static let exceptionType = "x-exception-type"
        package static let exceptionMessage = "x-exception-message"
        package static let originalExchange = "x-original-exchange"
        package static let originalRoutingKey = "x-original-routing-key"
        package static let originalUserID = "x-original-user-id"
        package static let failedQueue = "x-failed-queue"
        package static let failedAt = "x-failed-at"
        /// When the message failed first, however often it was replayed and failed again; a replay carries it.
        package static let firstFailedAt = "x-first-failed-at"
        package static let attempts = "x-attempts"
        package static let worker = "x-worker"
        static let all = [
            exceptionType, exceptionMessage, originalExchange, originalRoutingKey, originalUserID,
            failedQueue, failedAt, firstFailedAt, attempts, worker,
        ]
    }

    /// All headers of a message share one frame, so the text is cut here (bytes of UTF-8).
    static let maximumMessageBytes = 8 * 1024

    /// All headers of a message share one frame (128 KiB): what is copied leaves room for the diagnosis.
    static let maximumPropertiesBytes = 64 * 1024

    /// Why properties and headers of a delivery can be neither kept nor copied; nil when they can.
    static func troubleWithHeaders(of delivery: Delivery) -> Failure? {
        if let malformed = delivery.malformed {
            return .permanent(.malformedHeaders, "the headers do not decode: \(malformed.message)")
        }
        if delivery.properties.isPlain { return nil }
        do throws(AMQPError) {
            let size = try delivery.properties.encoded().count
            guard size > maximumPropertiesBytes else { return nil }
            return .permanent(
                .malformedHeaders,
                "the headers have \(size) bytes, at most \(maximumPropertiesBytes) are taken")
        } catch {
            // What the wire allows and a sender must not write, such as an empty key.
            return .permanent(.malformedHeaders, "the headers cannot be written again: \(error.message)")
        }
    }

    /// The dead letter of `delivery`. Headers that cannot be copied and a body that is too large are left out.
    static func message(
        for delivery: Delivery, failure: Failure, attempts: Int, participant: String, at now: Date
    ) -> Message {
        let isCopied = troubleWithHeaders(of: delivery) == nil
        var properties = isCopied ? delivery.properties : BasicProperties()
        // The broker checks user-id against whoever publishes, so the sender's moves to a header.
        let sender = delivery.properties.userID
        properties.userID = participant
        properties.deliveryMode = .persistent
        var headers = properties.headers
        // It would make the dead letter vanish.
        properties.expiration = nil
        headers.removeSenderSelectedDistribution()
        headers[Header.exceptionType] = .string(failure.kind.rawValue)
        headers[Header.exceptionMessage] = .string(failure.message.prefix(utf8Bytes: maximumMessageBytes))
        headers[Header.originalExchange] = .string(delivery.exchange)
        headers[Header.originalRoutingKey] = .string(delivery.routingKey)
        headers[Header.originalUserID] = sender.map { .string($0) }
        headers[Header.failedQueue] = .string(participant)
        headers[Header.failedAt] = .string(now.formatted(.timestamp))
        // Only the operator publishes through the default exchange, so only a replay's word is taken.
        if !delivery.exchange.isEmpty || headers[Header.firstFailedAt] == nil {
            headers[Header.firstFailedAt] = headers[Header.failedAt]
        }
        headers[Header.attempts] = .int64(Int64(attempts))
        headers[Header.worker] = .string(participant)
        properties.headers = headers
        return Message(
            exchange: Topology.deadLettersExchange, routingKey: participant, properties: properties,
            body: failure.kind == .tooLarge ? [] : delivery.body)
    }

    /// Whether the participant itself has written the letter: the broker vouches for its user-id. Everyone
    /// else's headers are only claims, since any participant may publish to `dead-letters`.
    private static func isWritten(by participant: String, _ letter: Delivery) -> Bool {
        letter.properties.userID == participant
            && letter.properties.headers[Header.failedQueue]?.string == participant
    }

    /// The broker user that had sent what lies in the dead-letter queue of `participant`; nil when nobody
    /// vouches for one.
    package static func sender(of letter: Delivery, in participant: String) -> String? {
        isWritten(by: participant, letter)
            ? letter.properties.headers[Header.originalUserID]?.string : letter.properties.userID
    }

    /// When the message failed first, as its participant noted; for what the broker put aside, when it did.
    private static func firstFailure(of letter: Delivery, in participant: String) -> String? {
        let headers = letter.properties.headers
        if isWritten(by: participant, letter) {
            return (headers[Header.firstFailedAt] ?? headers[Header.failedAt])?.string
        }
        guard case .array(let deaths)? = headers["x-death"], case .table(let death)? = deaths.first,
            case .timestamp(let seconds)? = death["time"]
        else { return nil }
        return Date(amqpTimestamp: seconds)?.formatted(.timestamp)
    }

    /// When a delivery that is a replay failed first; nil for any other.
    static func firstFailure(ofReplay delivery: Delivery) -> Date? {
        guard delivery.exchange.isEmpty else { return nil }
        return delivery.properties.headers[Header.firstFailedAt]?.string
            .flatMap { try? Date($0, strategy: Date.ISO8601FormatStyle.timestamp) }
    }

    /// The message as it was before it died, for the queue of the participant that failed and no other: same
    /// id, same sender.
    ///
    /// The operator may publish in anybody's name, so nothing is replayed in the name of a sender that the
    /// broker has not vouched for, nor as a type that the broker has not checked.
    ///
    /// - Parameter type: what it is when the message itself does not tell.
    /// - Throws: why it must not be replayed.
    package static func replay(
        _ letter: Delivery, in participant: String, type: String
    ) throws(Failure) -> Message {
        var properties = letter.properties
        properties.userID = sender(of: letter, in: participant)
        let headers = properties.headers
        if isWritten(by: participant, letter) {
            let routed = headers[Header.originalRoutingKey]?.string
            if let named = properties.type, let routed, named != routed,
                headers[Header.originalExchange]?.string?.isEmpty == false
            {
                throw .permanent(
                    .unexpectedType,
                    "it came as \(routed) and says that it is \(named); the broker has checked the former alone"
                )
            }
        } else if properties.userID == nil {
            throw .permanent(
                .forgedSender,
                "it has no user-id, so that any participant may have written it; publish the event anew if "
                    + "it is genuine")
        }
        // Through the default exchange the routing key is the queue, so the type has to be named.
        properties.type = properties.type ?? type
        properties.expiration = nil
        properties.headers.removeSenderSelectedDistribution()
        let firstFailure = firstFailure(of: letter, in: participant)
        for name in Header.all + brokerHeaders { properties.headers[name] = nil }
        properties.headers[Header.firstFailedAt] = firstFailure.map { .string($0) }
        #if MUTANTS
            if Mutant.isOn(.replayToAll) {
                return Message(
                    exchange: Topology.eventsExchange, routingKey: properties.type ?? type,
                    properties: properties, body: letter.body)
            }
        #endif
        return Message(
            exchange: "", routingKey: Topology.queue(of: participant), properties: properties,
            body: letter.body)
    }

    /// What the broker adds when it delivers again and when it dead-letters by itself (3.10 to 4.x).
    private static let brokerHeaders =
        ["x-delivery-count", "x-death"]
        + ["first", "last"].flatMap { when in
            ["reason", "queue", "exchange"].map { "x-\(when)-death-\($0)" }
        }
}

extension FieldTable {
    /// These two make the broker route or refuse a message by its sender's wish (sender-selected
    /// distribution), past the exchange's own bindings.
    fileprivate mutating func removeSenderSelectedDistribution() {
        self["CC"] = nil
        self["BCC"] = nil
    }
}

extension String {
    /// The longest prefix of whole code points that takes at most so many bytes of UTF-8. What a reader takes for one
    /// character may have any number of them, and looking for its begin takes the square of its length.
    func prefix(utf8Bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
