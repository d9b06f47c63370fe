/// What a delivery says about the event besides its body.
public struct EventContext: Sendable, Hashable {
    /// The AMQP message id; the inbox knows the event by it.
    public let messageID: String

    /// The type, after screening.
    public let type: EventType

    /// The saga: the event's own correlation id, else the AMQP one, else the message id.
    public let correlationID: String

    /// The message id of the event that caused this one, where its sender said so.
    public let causationID: String?

    /// The broker user that the broker vouches for; nil when the message came without.
    public let sender: String?

    /// How many times this was tried before (0 the first time).
    public let attempt: Int

    /// W3C trace context, handed on to what is said.
    public let traceParent: String?

    /// For tests and adapters; the runtime fills it from a delivery.
    public init(
        messageID: String, type: EventType, correlationID: String, causationID: String? = nil,
        sender: String? = nil, attempt: Int = 0, traceParent: String? = nil
    ) {
        self.messageID = messageID
        self.type = type
        self.correlationID = correlationID
        self.causationID = causationID
        self.sender = sender
        self.attempt = attempt
        self.traceParent = traceParent
    }

    /// The same with another trace context.
    func continuing(_ traceParent: String) -> EventContext {
        EventContext(
            messageID: messageID, type: type, correlationID: correlationID, causationID: causationID,
            sender: sender, attempt: attempt, traceParent: traceParent)
    }
}
