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
        package static let attempts = "x-attempts"
        package static let worker = "x-worker"
        static let all = [
            exceptionType, exceptionMessage, originalExchange, originalRoutingKey, originalUserID,
            failedQueue,
            failedAt, attempts, worker,
        ]
    }

    /// All headers of a message share one frame, so the text is cut here (bytes of UTF-8).
    static let maximumMessageBytes = 8 * 1024

    static func message(
        for delivery: Delivery, failure: Failure, attempts: Int, participant: String, at now: Date
    ) -> Message {
        var properties = delivery.properties
        // The broker checks user-id against whoever publishes, so the sender's moves to a header.
        let sender = properties.userID
        properties.userID = participant
        properties.deliveryMode = .persistent
        var headers = properties.headers
        // These two would make the broker route or reject the copy by the sender's wish (sender-selected
        // distribution), past the exchange's own binding.
        headers["CC"] = nil
        headers["BCC"] = nil
        headers[Header.exceptionType] = .string(failure.kind.rawValue)
        headers[Header.exceptionMessage] = .string(failure.message.prefix(utf8Bytes: maximumMessageBytes))
        headers[Header.originalExchange] = .string(delivery.exchange)
        headers[Header.originalRoutingKey] = .string(delivery.routingKey)
        headers[Header.originalUserID] = sender.map { .string($0) }
        headers[Header.failedQueue] = .string(participant)
        headers[Header.failedAt] = .string(now.formatted(.timestamp))
        headers[Header.attempts] = .int64(Int64(attempts))
        headers[Header.worker] = .string(participant)
        properties.headers = headers
        return Message(
            exchange: Topology.deadLettersExchange, routingKey: participant, properties: properties,
            body: delivery.body)
    }

    /// The message as it was before it died, for its participant's queue alone: same id, same sender.
    package static func replay(_ letter: Delivery) -> Message? {
        let headers = letter.properties.headers
        guard let queue = headers[Header.failedQueue]?.string else { return nil }
        var properties = letter.properties
        properties.userID = headers[Header.originalUserID]?.string
        // Through the default exchange the routing key is the queue, so the type has to be named.
        properties.type = properties.type ?? headers[Header.originalRoutingKey]?.string
        for name in Header.all { properties.headers[name] = nil }
        return Message(exchange: "", routingKey: queue, properties: properties, body: letter.body)
    }
}

extension String {
    /// The longest prefix of whole characters that takes at most so many bytes of UTF-8.
    func prefix(utf8Bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end.samePosition(in: self) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
