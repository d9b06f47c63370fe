/// What becomes of a delivery. The number is its delivery tag.
public enum Settlement: Sendable, Hashable {
    /// Done with it; `multiple` includes all earlier ones of the channel.
    case ack(UInt64, multiple: Bool = false)
    /// Not done with it: back into the queue, or dead-lettered.
    case nack(UInt64, multiple: Bool = false, requeue: Bool)
    /// As ``nack(_:multiple:requeue:)`` for one delivery.
    case reject(UInt64, requeue: Bool)
}

/// What became of a published message.
public enum PublishOutcome: Sendable, Hashable {
    /// The broker has taken responsibility for it.
    case confirmed
    /// No queue took it; the broker gave it back.
    case returned(code: UInt16, text: String)
    /// The broker could not take it, for example because a queue that is full rejects publishes.
    case nacked
    /// It may or may not have arrived: publish it again under the same message id.
    case unknown(AMQPError)
    /// It was never sent and never can be, for example because its routing key is too long.
    case refused(AMQPError)
}

/// What a connection says of its own accord.
public enum ConnectionNotice: Sendable, Hashable {
    /// The broker takes no publishes for now (memory or disk alarm).
    case blocked(reason: String)
    /// The broker takes publishes again.
    case unblocked
    /// The connection has ended; without an error when it was closed from this side. Always the last notice.
    case closed(AMQPError?)
}

/// A queue as the broker describes it when it is declared.
public struct QueueState: Sendable, Hashable {
    /// Its name, chosen by the broker if none was given.
    public let name: String
    /// Messages ready for delivery.
    public let messages: UInt32
    /// Consumers.
    public let consumers: UInt32

    /// A description of a queue.
    public init(name: String, messages: UInt32, consumers: UInt32) {
        self.name = name
        self.messages = messages
        self.consumers = consumers
    }
}
