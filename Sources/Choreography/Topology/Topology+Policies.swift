/// What the queues do: in policies, so that it can be changed without deleting a queue.
extension Topology {
    /// What the broker bounds.
    public struct Limits: Sendable, Hashable {
        /// How often the broker delivers one message before it takes it for poison and dead-letters it.
        ///
        /// The last net only: a worker gives up on its own long before. Each lost connection counts as a
        /// delivery for all that was in hand, so it must outlast a bad hour. Never -1: RabbitMQ 3.x reads
        /// that as 0; 4.x has a default of 20.
        public var deliveries = 200

        /// The same for dead letters and unrouted events: looking at one and putting it back counts.
        public var looks = 1_000_000

        /// Size of the history in bytes.
        public var historyBytes = 5_000_000_000

        /// Age of the history in days.
        public var historyDays = 90

        /// Size of one file of the history in bytes; bounds apply to whole files.
        public var historySegmentBytes = 50_000_000

        /// Size in bytes of what is kept of unrouted events; the oldest go first.
        public var unroutedBytes = 100_000_000

        /// The documented defaults.
        public init() {}
    }

    /// Above 0, where people leave the policies that they make by hand.
    static let policyPriority = 10

    static func policies(
        of score: Score, in vhost: String, _ limits: Limits
    ) -> [Definitions.Policy] {
        score.parts.map { participantPolicy($0.name, in: vhost, limits) } + [
            .init(
                name: "alternate-\(eventsExchange)", vhost: vhost, pattern: anyOf([eventsExchange]),
                applyTo: "exchanges", priority: policyPriority,
                definition: ["alternate-exchange": .text(unroutedExchange)]),
            .init(
                name: "dead-letter-queues", vhost: vhost, pattern: "\(escaped(deadLetterQueueSuffix))$",
                applyTo: "queues", priority: policyPriority,
                definition: ["delivery-limit": .number(limits.looks)]),
            .init(
                name: unroutedQueue, vhost: vhost, pattern: anyOf([unroutedQueue]), applyTo: "queues",
                priority: policyPriority,
                definition: [
                    "delivery-limit": .number(limits.looks),
                    "max-length-bytes": .number(limits.unroutedBytes),
                    "overflow": .text("drop-head"),
                ]),
            .init(
                name: historyQueue, vhost: vhost, pattern: anyOf([historyQueue]), applyTo: "queues",
                priority: policyPriority,
                definition: [
                    "max-length-bytes": .number(limits.historyBytes),
                    "max-age": .text("\(limits.historyDays)D"),
                    "stream-max-segment-size-bytes": .number(limits.historySegmentBytes),
                ]),
        ]
    }

    /// A queue has one policy, so each participant's holds all of it; the routing key differs.
    private static func participantPolicy(
        _ participant: String, in vhost: String, _ limits: Limits
    ) -> Definitions.Policy {
        .init(
            name: participant, vhost: vhost, pattern: anyOf([queue(of: participant)]), applyTo: "queues",
            priority: policyPriority,
            definition: [
                "dead-letter-exchange": .text(deadLettersExchange),
                "dead-letter-routing-key": .text(participant),
                // At-least-once works only together with reject-publish.
                "dead-letter-strategy": .text("at-least-once"),
                "overflow": .text("reject-publish"),
                "delivery-limit": .number(limits.deliveries),
            ])
    }
}
