import Choreography
import Foundation
import ShopSystem

/// The events of one order as a tree, each below the one that caused it, with what has gone wrong where it did.
struct OrderTrace {
    let order: String
    /// In the order of the history; each message once.
    let events: [HistoryEvent]
    let letters: [DeadLetterEntry]
    let progress: OrderProgress
    private let byID: [String: HistoryEvent]

    /// - Parameters:
    ///   - events: in the order of the history; one that was published again under the same id counts once.
    ///   - letters: the order's dead letters.
    init(order: String, events: [HistoryEvent], letters: [DeadLetterEntry] = []) {
        self.order = order
        self.letters = letters
        var seen: Set<String> = []
        self.events = events.filter { event in event.messageID.map { seen.insert($0).inserted } ?? true }
        progress = OrderProgress(self.events)
        byID = Dictionary(
            self.events.compactMap { event in event.messageID.map { ($0, event) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whether nobody owes anything and nothing has died.
    var isComplete: Bool { progress.isAtRest && letters.isEmpty }

    /// The branches below an event; nil: the roots, whose cause is unknown or lies outside.
    func children(of cause: String?) -> [HistoryEvent] {
        events.filter { event in
            guard let cause else { return event.causationID.map { byID[$0] == nil } ?? true }
            return event.causationID == cause
        }
    }

    /// How long whoever said `event` has taken since what caused it was said; nil where one of the two has no time,
    /// or their clocks contradict each other.
    func took(_ event: HistoryEvent) -> Duration? {
        guard let said = event.time, let heard = event.causationID.flatMap({ byID[$0] })?.time else {
            return nil
        }
        return Duration(from: heard, to: said)
    }

    /// The dead letter that `step` has become, if that is why nobody answers.
    func letter(of step: OwedStep) -> DeadLetterEntry? {
        letters.last { $0.participant == step.participant && $0.messageID == step.event.messageID }
    }

    /// What is to be shown, from top to bottom.
    var rows: [TraceRow] {
        var rows: [TraceRow] = []
        var shown: Set<String> = []
        for root in children(of: nil) { append(root, depth: 0, to: &rows, &shown) }
        // A circle of causes has no root.
        for event in events where !(event.messageID.map(shown.contains) ?? true) {
            append(event, depth: 0, to: &rows, &shown)
        }
        for letter in letters where letter.messageID.flatMap({ byID[$0] }) == nil {
            rows.append(TraceRow(depth: 0, content: .letter(letter, took: nil)))
        }
        return rows
    }

    private func append(
        _ event: HistoryEvent, depth: Int, to rows: inout [TraceRow], _ shown: inout Set<String>
    ) {
        // A message that names itself as its cause must not lead round in circles.
        if let id = event.messageID, !shown.insert(id).inserted { return }
        let isOrphan = event.causationID.map { byID[$0] == nil } ?? false
        rows.append(TraceRow(depth: depth, content: .event(event, took: took(event), isOrphan: isOrphan)))
        for letter in letters where letter.messageID != nil && letter.messageID == event.messageID {
            let took = event.time.flatMap { said in
                letter.failureTime.flatMap { Duration(from: said, to: $0) }
            }
            rows.append(TraceRow(depth: depth + 1, content: .letter(letter, took: took)))
        }
        if let id = event.messageID {
            for child in children(of: id) { append(child, depth: depth + 1, to: &rows, &shown) }
        }
        for step in progress.owed where step.event == event && letter(of: step) == nil {
            rows.append(TraceRow(depth: depth + 1, content: .owed(step)))
        }
    }
}

extension DeadLetterEntry {
    /// When it failed.
    var failureTime: Date? {
        failedAt.flatMap { try? Date($0, strategy: Date.ISO8601FormatStyle.timestamp) }
    }
}

extension Duration {
    /// From one instant to another; nil if that is in the past.
    init?(from start: Date, to end: Date) {
        let milliseconds = (end.timeIntervalSince(start) * 1000).rounded()
        guard (0..<1e15).contains(milliseconds) else { return nil }
        self = .milliseconds(Int(milliseconds))
    }
}
