import Choreography
package import RabbitMQManagement

/// A queue as the broker tells of it.
package struct QueueReading: Sendable, Hashable, Encodable {
    /// Ready and, where the management API tells, in the hands of a consumer.
    package var messages: Int
    package var consumers: Int

    package init(messages: Int, consumers: Int) {
        self.messages = messages
        self.consumers = consumers
    }
}

/// What the broker told at one moment.
package struct BrokerReading: Sendable, Hashable {
    /// Where it is, without a password.
    package var address: String
    /// Why it cannot be asked; nil when it could.
    package var failure: String?
    /// By name.
    package var queues: [String: QueueReading] = [:]
    /// Queues that have to be there and are not.
    package var missing: [String] = []
    /// Nil when the management API cannot be asked.
    package var alarms: [BrokerAlarm]?
    /// What is not known, and why.
    package var notes: [String] = []

    package init(address: String) { self.address = address }

    /// The queue of a participant.
    package func queue(of participant: String) -> QueueReading? { queues[Topology.queue(of: participant)] }

    /// How many dead letters a participant has.
    package func deadLetters(of participant: String) -> Int? {
        queues[Topology.deadLetterQueue(of: participant)]?.messages
    }

    /// Events that no queue took.
    package var unrouted: Int? { queues[Topology.unroutedQueue]?.messages }
}

extension BrokerReading: Encodable {
    enum CodingKeys: String, CodingKey { case address, reachable, alarms, unrouted }

    /// What is not known is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(address, forKey: .address)
        try container.encode(failure == nil, forKey: .reachable)
        try container.encode(alarms, forKey: .alarms)
        try container.encode(unrouted, forKey: .unrouted)
    }
}
