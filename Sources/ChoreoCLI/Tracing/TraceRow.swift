import Choreography
import Foundation
import ShopSystem

/// One line of a trace.
struct TraceRow {
    enum Content {
        /// Something that was said; an orphan names a cause that the history does not hold.
        case event(HistoryEvent, took: Duration?, isOrphan: Bool)
        /// Something that a participant could not handle.
        case letter(DeadLetterEntry, took: Duration?)
        /// Something that is missing.
        case owed(OwedStep)
    }

    /// How many causes lie before it.
    let depth: Int
    let content: Content

    /// `12:00:01.234    └ payment.processed    payment     12 ms    25.00 EUR taken`
    func text(on terminal: Terminal = .output, at now: Date = Date()) -> String {
        let cells = cells(at: now)
        let name = String(repeating: "  ", count: depth) + (depth == 0 ? "" : "└ ") + cells.name.onOneLine
        var field = name.padded(to: 44)
        if let ink = cells.ink { field = terminal.paint(field, ink) }
        return [
            terminal.paint(cells.time.padded(to: 12), .dim), field,
            terminal.paint(cells.who.onOneLine.padded(to: 10), .of(cells.who)),
            terminal.paint(cells.took.padded(to: 8), .dim), cells.gist.onOneLine,
        ].joined(separator: "  ").trimmingTrailingBlanks()
    }

    private struct Cells {
        var time = ""
        let name: String
        let who: String
        var took = ""
        let gist: String
        var ink: Ink?
    }

    /// `inventory.reserved or .rejected`: one participant's events begin alike.
    private static func either(_ types: [EventType]) -> String {
        types.enumerated().map { place, type in
            place == 0 ? type.rawValue : String(type.rawValue.dropFirst(type.prefix.count))
        }.joined(separator: " or ")
    }

    private func cells(at now: Date) -> Cells {
        switch content {
        case .event(let event, let took, let isOrphan):
            let gist = Gist.of(type: event.type, body: JSONValue(parsing: event.body))
            return Cells(
                time: event.time?.clock ?? "", name: event.type, who: event.sender ?? "?",
                took: took?.short ?? "",
                gist: isOrphan
                    ? "\(gist) (its cause is not in the history: too old, or a replayed edit)" : gist)
        case .letter(let letter, let took):
            let attempts = letter.attempts.map { $0 > 1 ? ", \($0) attempts" : "" } ?? ""
            return Cells(
                time: letter.failureTime?.clock ?? "", name: "✗ \(letter.type) in \(letter.queue)",
                who: letter.participant, took: took?.short ?? "",
                gist: "\(letter.exceptionType): \(letter.exceptionMessage.truncated(to: 120))\(attempts)",
                ink: .red)
        case .owed(let step):
            let waited = step.event.time.flatMap { Duration(from: $0, to: now) }
            return Cells(
                name: "… " + Self.either(step.says), who: step.participant,
                took: waited?.rough ?? "", gist: "missing", ink: .yellow)
        }
    }
}
