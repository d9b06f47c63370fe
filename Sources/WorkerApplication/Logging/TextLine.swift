import Logging

/// A log line for people: time, level, message, then the metadata as `key=value`.
enum TextLine {
    static func write(_ entry: LogEntry, colour: Bool) -> String {
        let level = "\(entry.level)".uppercased()
        let padding = String(repeating: " ", count: max(1, 9 - level.count))
        var line = paint(entry.time.clock, "2", colour) + " "
        line += paint(level, colourCode(entry.level), colour) + padding
        line += paint(entry.label, "36", colour) + "  " + onOneLine(entry.message)
        for (key, value) in entry.metadata {
            line += " " + paint(key + "=", "2", colour) + text(value)
        }
        return line + "\n"
    }

    private static func paint(_ text: String, _ code: String, _ colour: Bool) -> String {
        colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private static func colourCode(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "2"
        case .info: "32"
        case .notice: "34"
        case .warning: "33"
        case .error, .critical: "1;31"
        }
    }

    private static func text(_ value: LogEntry.Value) -> String {
        switch value {
        case .text(let text):
            text.isEmpty || text.contains { $0.isWhitespace || $0 == "\"" }
                ? JSONText.quote(text) : onOneLine(text)
        case .number(let digits): digits
        case .answer(let answer): "\(answer)"
        case .list(let values): "[" + values.map(text).joined(separator: ",") + "]"
        }
    }

    /// Control characters from outside must not steer somebody's terminal or fake a second line.
    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return text
        }
        return String(JSONText.quote(text).dropFirst().dropLast())
    }
}
