import RabbitMQ

/// The steps of a delivery between which a process may die; each is a place where a test lets it.
public enum CrashPoint: String, CaseIterable, Sendable {
    /// The delivery is in memory.
    case received
    /// The outside is about to be asked.
    case asking
    /// The outside has answered, nothing of it is written.
    case asked
    /// The transaction is open, the reaction has not run.
    case reacting
    /// Inbox, state and outbox are written, not committed.
    case written
    /// Committed, not acknowledged.
    case committed
    /// The acknowledgement is on its way.
    case acknowledged
    /// What was said is about to be published.
    case publishing
    /// The broker has confirmed it, the outbox row is still there.
    case confirmed
}

/// A step of a delivery, and the message that has reached it.
public struct CrashOccasion: Sendable, Hashable {
    /// Which step.
    public let point: CrashPoint
    /// The message.
    public let messageID: String
    /// The saga that it is about, as far as it tells.
    public let correlationID: String?
    /// The type of the event: the one that is handled, or, where something is published, the one that was said.
    public let type: String
}

/// Tells whoever wants to know that a step is reached; in production nobody does.
package struct CrashPoints: Sendable {
    /// A step, and the message that is there.
    package typealias Occasion = CrashOccasion

    private let observer: (@Sendable (Occasion) -> Void)?

    /// Calls `observer` on whichever thread reaches a point; it must not wait for the worker.
    package init(_ observer: @escaping @Sendable (Occasion) -> Void) { self.observer = observer }

    private init() { observer = nil }

    /// Nobody wants to know.
    package static let none = CrashPoints()

    func reached(_ point: CrashPoint, _ delivery: Delivery) {
        guard let observer else { return }
        // A replay comes through the default exchange, under the name of the queue.
        let type = delivery.exchange.isEmpty ? delivery.properties.type : nil
        observer(
            Occasion(
                point: point, messageID: delivery.properties.messageID ?? "",
                correlationID: delivery.properties.correlationID,
                type: type ?? delivery.routingKey))
    }

    func reached(_ point: CrashPoint, _ rows: [OutboxRow]) {
        guard let observer else { return }
        for row in rows {
            observer(
                Occasion(
                    point: point, messageID: row.message.properties.messageID ?? "",
                    correlationID: row.message.properties.correlationID,
                    type: row.message.routingKey))
        }
    }
}
