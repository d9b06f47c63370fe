package import Foundation

/// How long the oldest message of a queue has been waiting, about.
///
/// A queue does not tell, and taking a message to look at it counts as a delivery. But it is first in, first out:
/// with N messages in a participant's queue the oldest is about the N-th last event of the history that the
/// participant hears.
package struct OldestMessage: Sendable, Hashable, Encodable {
    /// Since it was said, as its sender tells.
    package let seconds: Double
    /// Whether it is older than that: more messages wait than the part of the history that was read tells of.
    package let isAtLeast: Bool

    enum CodingKeys: String, CodingKey {
        case seconds
        case isAtLeast = "at_least"
    }

    /// The end of the history, oldest first.
    package struct Tail: Sendable {
        package var events: [HistoryEvent]
        /// Whether that is all there ever was.
        package var isWhole: Bool
    }

    /// - Parameters:
    ///   - messages: how many are in the queue or in hand.
    ///   - heard: the event types that the participant hears.
    /// - Returns: nil when nothing waits, or when what waits cannot have come out of the history.
    package init?(messages: Int, heard: Set<String>, tail: Tail, now: Date) {
        guard messages > 0 else { return nil }
        let heardEvents = tail.events.filter { heard.contains($0.type) }
        let isAtLeast = heardEvents.count < messages
        guard !(isAtLeast && tail.isWhole) else { return nil }
        let candidates = isAtLeast ? tail.events[...] : heardEvents.suffix(messages)
        // A plain client need not tell when it spoke; then whoever spoke next does.
        guard let time = candidates.lazy.compactMap(\.time).first else { return nil }
        self.init(seconds: max(0, now.timeIntervalSince(time)), isAtLeast: isAtLeast)
    }

    package init(seconds: Double, isAtLeast: Bool) {
        self.seconds = seconds
        self.isAtLeast = isAtLeast
    }
}
