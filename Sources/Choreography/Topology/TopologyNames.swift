/// The names that the broker, the runtime and the operator agree on.
extension Topology {
    /// The topic exchange that carries every event; the routing key is the event type.
    public static let eventsExchange = "events"

    /// The direct exchange for dead letters; the routing key is the participant that could not go on.
    public static let deadLettersExchange = "dead-letters"

    /// The fanout exchange for events that no queue is bound to, alternate exchange of ``eventsExchange``.
    public static let unroutedExchange = "unrouted"

    /// The queue behind ``unroutedExchange``.
    public static let unroutedQueue = "unrouted"

    /// The stream that keeps every event for audit, tracing and replay into new read models.
    public static let historyQueue = "history"

    /// The broker user that runs the CLI; the only one that may write the default exchange.
    public static let operatorUser = "operator"

    /// The queue of a participant; it is bound to exactly the types that the participant hears.
    public static func queue(of participant: String) -> String { participant }

    /// The queue with the dead letters of a participant.
    public static func deadLetterQueue(of participant: String) -> String {
        participant + deadLetterQueueSuffix
    }

    /// What a dead-letter queue's name ends with.
    public static let deadLetterQueueSuffix = ".dlq"

    /// Names that neither a participant nor a voice from outside can have.
    public static let reservedNames: Set<String> = [
        eventsExchange, deadLettersExchange, unroutedExchange, unroutedQueue, historyQueue, operatorUser,
    ]
}
