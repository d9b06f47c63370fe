import Choreography
package import Foundation

/// A shop at one moment: what could be learned without taking anything from it.
package struct ShopStatus: Sendable, Hashable {
    package var at: Date
    package var broker: BrokerReading
    /// In the order of the score.
    package var participants: [ParticipantStatus]
    /// Orders by status; nil when the order worker does not tell.
    package var orders: [String: Int]?
    /// Whether it was started by `choreo up`, which starts workers again that have died.
    package var isSupervised: Bool
    /// What is not known, and why.
    package var notes: [String] = []

    package init(
        at: Date, broker: BrokerReading, participants: [ParticipantStatus], orders: [String: Int]? = nil,
        isSupervised: Bool
    ) {
        self.at = at
        self.broker = broker
        self.participants = participants
        self.orders = orders
        self.isSupervised = isSupervised
    }
}

extension ShopStatus: Encodable {
    enum CodingKeys: String, CodingKey { case at, ok, broker, participants, orders, problems, notes }

    /// What is not known is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let problems = problems
        try container.encode(at.formatted(.timestamp), forKey: .at)
        try container.encode(problems.isEmpty, forKey: .ok)
        try container.encode(broker, forKey: .broker)
        try container.encode(participants, forKey: .participants)
        try container.encode(orders, forKey: .orders)
        try container.encode(problems, forKey: .problems)
        try container.encode(notes, forKey: .notes)
    }
}
