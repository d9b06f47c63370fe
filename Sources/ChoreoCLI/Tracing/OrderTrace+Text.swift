import Foundation
import ShopSystem

extension OrderTrace {
    /// For people: the tree, and what to make of it.
    func text(
        missing: [MissingStep], on terminal: Terminal = .output, at now: Date = Date()
    ) -> String {
        terminal.paint("order \(order)", .bold) + "\n"
            + rows.map { $0.text(on: terminal, at: now) + "\n" }.joined()
            + summary(missing: missing, on: terminal)
    }

    /// How many events in what time, what is missing and what has died.
    func summary(missing: [MissingStep], on terminal: Terminal = .output) -> String {
        var text = ""
        let times = events.compactMap(\.time)
        if events.count > 1, let start = times.min(), let end = times.max(),
            let span = Duration(from: start, to: end)
        {
            text += terminal.paint("\(events.count) events in \(span.short)\n", .dim)
        }
        for step in missing { text += terminal.paint("missing: \(step.text.onOneLine)\n", .yellow) }
        let told = Set(missing.compactMap(\.message_id))
        for letter in letters where !(letter.messageID.map(told.contains) ?? false) {
            text += terminal.paint("dead: \(letter.sentence.onOneLine)\n", .red)
        }
        return text
    }
}

extension DeadLetterEntry {
    /// Who could not handle what and why, and how to look at it.
    var sentence: String {
        let look =
            messageID.map { "choreo dlq show \(participant) --id \($0)" } ?? "choreo dlq show \(participant)"
        return "\(participant) could not handle \(type) (\(exceptionType)); it is in \(queue): \(look)"
    }
}
