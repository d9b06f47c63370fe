public import Choreography
public import RabbitMQ

/// A message in a dead-letter queue, with what is known about its end.
public struct DeadLetterEntry: Sendable {
    /// The queue it lies in.
    public let queue: String
    /// The participant that could not handle it.
    public let participant: String
    /// The message as it lies there.
    public let delivery: Delivery

    /// - Parameter participant: whose dead letter it is.
    public init(participant: String, delivery: Delivery) {
        queue = Topology.deadLetterQueue(of: participant)
        self.participant = participant
        self.delivery = delivery
    }

    /// Whether it is the same dead letter, taken from its queue another time.
    public func isSame(as other: DeadLetterEntry) -> Bool {
        queue == other.queue && messageID == other.messageID && failedAt == other.failedAt
            && delivery.body == other.delivery.body
    }

    /// The order that it is about, as far as it tells.
    public var orderID: String? { HistoryEvent(delivery).orderID }

    /// The message id, if it has one.
    public var messageID: String? { delivery.properties.messageID }

    /// The event type: as the message says, or the routing key that it came with.
    public var type: String {
        delivery.properties.type ?? text(DeadLetter.Header.originalRoutingKey)
            ?? brokerDeath?["routing-keys"].flatMap(Self.first) ?? delivery.routingKey
    }

    /// What kind of failure; `rejected`, `delivery_limit` and the like when the broker put it aside.
    public var exceptionType: String {
        text(DeadLetter.Header.exceptionType) ?? brokerDeath?["reason"]?.string ?? "unknown"
    }

    /// What is wrong, for people.
    public var exceptionMessage: String {
        if let message = text(DeadLetter.Header.exceptionMessage) { return message }
        return switch brokerDeath?["reason"]?.string {
        case "rejected":
            "\(participant) could not even copy it: too large, or its headers do not decode "
                + "(\(delivery.body.count) bytes)"
        case "delivery_limit": "it was delivered too often without an answer"
        case let reason?: "the broker put it aside: \(reason)"
        case nil: "the message does not tell"
        }
    }

    /// When it failed, as ISO 8601 text.
    public var failedAt: String? { text(DeadLetter.Header.failedAt) }

    /// How often it was tried.
    public var attempts: Int64? { delivery.properties.headers[DeadLetter.Header.attempts]?.integer }

    /// The broker user that had sent it; nil when nobody vouches for one.
    public var originalUser: String? { DeadLetter.sender(of: delivery, in: participant) }

    /// The message as it was, for the queue of the participant that failed and no other: same id, same sender.
    ///
    /// - Throws: why it must not be replayed: nobody vouches for its sender or for its type.
    public func replay() throws(Failure) -> Message {
        try DeadLetter.replay(delivery, in: participant, type: type)
    }

    /// Why it would not be replayed; nil when it would.
    public var refusal: PublishOutcome? {
        do throws(Failure) {
            _ = try replay()
            return nil
        } catch {
            return .refused(AMQPError(.invalidArgument, error.message))
        }
    }

    private func text(_ header: String) -> String? { delivery.properties.headers[header]?.string }

    /// What the broker wrote when it dead-lettered by itself; the newest entry comes first.
    private var brokerDeath: FieldTable? {
        guard case .array(let deaths)? = delivery.properties.headers["x-death"],
            case .table(let death)? = deaths.first
        else { return nil }
        return death
    }

    private static func first(_ value: FieldValue) -> String? {
        guard case .array(let values) = value else { return nil }
        return values.first?.string
    }
}
