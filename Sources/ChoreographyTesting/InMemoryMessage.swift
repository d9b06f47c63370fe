import Choreography
import Foundation
import RabbitMQ

extension Message {
    /// RabbitMQ's largest frame, less what is around a property list.
    private static let maximumPropertiesBytes = 128 * 1024 - 20

    /// Whether AMQP can carry it to a broker with the usual limits.
    func checkSize() throws(AMQPError) {
        for (name, text) in [("exchange", exchange), ("routing key", routingKey)] where text.utf8.count > 255
        {
            throw AMQPError(.invalidArgument, "the \(name) has \(text.utf8.count) bytes, AMQP allows 255")
        }
        let size = try properties.encoded().count
        guard size <= Self.maximumPropertiesBytes else {
            throw AMQPError(.invalidArgument, "properties of \(size) bytes do not fit a frame")
        }
        let limit = ConnectionConfiguration().maximumBodySize
        guard body.count <= limit else {
            throw AMQPError(.invalidArgument, "a body of \(body.count) bytes, the limit is \(limit)")
        }
    }

    /// What RabbitMQ makes of a message that dies in a queue with a dead-letter routing key: the newest death
    /// first in `x-death`, no expiration and no CC that would send it elsewhere.
    func dead(in queue: String, reason: String, at now: Date) -> Message {
        var message = self
        message.exchange = Topology.deadLettersExchange
        message.routingKey = queue
        message.properties.expiration = nil
        var headers = properties.headers
        headers["CC"] = nil
        let death: FieldTable = [
            "count": 1, "reason": .string(reason), "queue": .string(queue),
            "time": .timestamp(UInt64(now.timeIntervalSince1970)), "exchange": .string(exchange),
            "routing-keys": .array([.string(routingKey)]),
        ]
        guard case .array(let earlier) = headers["x-death"] ?? .array([]) else { return message }
        headers["x-death"] = .array([.table(death)] + earlier)
        for (name, value) in [("reason", reason), ("queue", queue), ("exchange", exchange)]
        where headers["x-first-death-\(name)"] == nil {
            headers["x-first-death-\(name)"] = .string(value)
        }
        message.properties.headers = headers
        return message
    }
}
