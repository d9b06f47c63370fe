/// How a participant is; what is not known is nil.
package struct ParticipantStatus: Sendable, Hashable {
    /// Its process.
    package enum State: String, Sendable, Encodable {
        case up
        /// It is there, and held where it is (SIGSTOP).
        case stopped
        /// It is there, and does not answer.
        case silent
        case down
        case unknown
    }

    /// Events said and not yet confirmed by the broker.
    package struct Outbox: Sendable, Hashable, Encodable {
        package var depth: Int
        /// Of the oldest.
        package var ageSeconds: Double?
        /// Those among them that cannot be sent.
        package var parked: Int?

        enum CodingKeys: String, CodingKey {
            case depth, parked
            case ageSeconds = "age_seconds"
        }
    }

    package var name: String
    package var state = State.unknown
    package var process: Int32?
    /// Its HTTP door.
    package var door: String?
    package var isReady: Bool?
    package var isConsuming: Bool?
    /// Why it is not ready, as it says itself.
    package var reasons: [String] = []
    package var deliveriesPerSecond: Double?
    package var effectsPerSecond: Double?
    /// Stopped by the inbox since the process was started.
    package var duplicates: Int?
    package var retriesWaiting: Int?
    package var outbox: Outbox?
    package var deadLetters: Int?
    package var queue: QueueReading?
    package var oldest: OldestMessage?

    /// One of which nothing is known.
    package init(name: String) { self.name = name }

    /// Whether its process is there and does something; nil when nobody can tell.
    package var isUp: Bool? {
        switch state {
        case .up: true
        case .stopped, .silent, .down: false
        case .unknown: nil
        }
    }
}

extension ParticipantStatus: Encodable {
    enum CodingKeys: String, CodingKey {
        case name, state, process, reasons, duplicates, outbox, queue
        case isUp = "up"
        case isReady = "ready"
        case isConsuming = "consuming"
        case deliveriesPerSecond = "deliveries_per_second"
        case effectsPerSecond = "effects_per_second"
        case retriesWaiting = "retries_waiting"
        case deadLetters = "dead_letters"
        case oldest = "oldest_message"
    }

    /// What is not known is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(state, forKey: .state)
        try container.encode(isUp, forKey: .isUp)
        try container.encode(process, forKey: .process)
        try container.encode(isReady, forKey: .isReady)
        try container.encode(isConsuming, forKey: .isConsuming)
        try container.encode(reasons, forKey: .reasons)
        try container.encode(deliveriesPerSecond, forKey: .deliveriesPerSecond)
        try container.encode(effectsPerSecond, forKey: .effectsPerSecond)
        try container.encode(duplicates, forKey: .duplicates)
        try container.encode(retriesWaiting, forKey: .retriesWaiting)
        try container.encode(outbox, forKey: .outbox)
        try container.encode(deadLetters, forKey: .deadLetters)
        try container.encode(queue, forKey: .queue)
        try container.encode(oldest, forKey: .oldest)
    }
}
