import Choreography
import Foundation
import ShopEvents
import ShopSystem

/// The events of one order as a tree: each below the one that caused it.
struct OrderTrace {
    let order: String
    private let events: [HistoryEvent]

    /// - Parameter events: in the order of the history; one that was published again under the same id
    ///   counts once.
    init(order: String, events: [HistoryEvent]) {
        self.order = order
        var seen: Set<String> = []
        self.events = events.filter { event in event.messageID.map { seen.insert($0).inserted } ?? true }
    }

    /// The branches below an event; nil: the roots, whose cause is unknown or lies outside.
    func children(of cause: String?) -> [HistoryEvent] {
        let known = Set(events.compactMap(\.messageID))
        return events.filter { event in
            guard let cause else { return event.causationID.map { !known.contains($0) } ?? true }
            return event.causationID == cause
        }
    }

    /// What has not come, if the order is not at rest yet: in words.
    var missing: [String] {
        var missing: [String] = []
        let known = Set(events.compactMap(\.messageID))
        for event in events {
            guard let cause = event.causationID, !known.contains(cause) else { continue }
            missing.append("\(event.type) was caused by message \(cause), which the history does not hold")
        }
        let heard = Set(events.map(\.type))
        let ends = Set(Score.shop.terminal.map { $0.type.rawValue }).subtracting(["order.cancel_refused"])
        let isUndoing = heard.contains("order.cancelling") && !heard.contains("order.cancelled")
        if heard.isDisjoint(with: ends) || (isUndoing && !heard.contains("shipping.cancel_refused")) {
            missing.append(waitingFor)
        }
        return missing
    }

    /// Who would speak next: whoever hears the last event and has something to say.
    private var waitingFor: String {
        guard let last = events.last?.type else { return "nothing was said yet" }
        let next = Score.shop.parts.flatMap { part in
            part.steps.filter { $0.hears?.type.rawValue == last && !$0.says.isEmpty }.map { step in
                "\(part.name) has not said \(step.says.map { $0.type.rawValue }.joined(separator: " or "))"
            }
        }
        let who = next.isEmpty ? "nobody answered it so far" : next.joined(separator: "; ")
        return "it has no end yet: the last event is \(last); \(who). See choreo dlq list"
    }

    /// For machines.
    var report: Report {
        Report(
            order_id: order, complete: missing.isEmpty, missing: missing, events: events.map(EventLine.init))
    }

    /// The JSON form of a trace.
    struct Report: Encodable {
        let order_id: String
        let complete: Bool
        let missing: [String]
        let events: [EventLine]
    }

    /// For people.
    func text(on terminal: Terminal = .output) -> String {
        var text = "\(terminal.paint("order \(order)", .bold))\n"
        var shown: Set<String> = []
        for root in children(of: nil) { append(root, depth: 0, to: &text, &shown, terminal) }
        let start = events.compactMap(\.time).min()
        if let start, let end = events.compactMap(\.time).max() {
            let took = Duration.milliseconds(Int(end.timeIntervalSince(start) * 1000))
            text += terminal.paint("\(events.count) events in \(took.short)\n", .dim)
        }
        for what in missing { text += terminal.paint("missing: \(what.onOneLine)\n", .yellow) }
        return text
    }

    private func append(
        _ event: HistoryEvent, depth: Int, to text: inout String, _ shown: inout Set<String>,
        _ terminal: Terminal
    ) {
        // A message that names itself as its cause must not lead round in circles.
        if let id = event.messageID, !shown.insert(id).inserted { return }
        let speaker = event.sender ?? "?"
        let indent = String(repeating: "  ", count: depth) + (depth == 0 ? "" : "└ ")
        let name = indent + event.type.onOneLine
        text +=
            [
                terminal.paint((event.time?.clock ?? "").padded(to: 12), .dim),
                name.padded(to: 44), terminal.paint(speaker.onOneLine.padded(to: 10), .of(speaker)),
                Gist.of(type: event.type, body: JSONValue(parsing: event.body)).onOneLine,
            ].joined(separator: "  ") + "\n"
        guard let id = event.messageID else { return }
        for child in children(of: id) { append(child, depth: depth + 1, to: &text, &shown, terminal) }
    }
}
