import Logging

/// How a log line looks.
enum LogFormat: Sendable, Hashable {
    /// For people.
    case text(colour: Bool)
    /// One JSON object a line, for machines.
    case json

    /// `text`, `json`, or what suits the place where it goes: text on a terminal, else JSON.
    init(named name: String, isTerminal: Bool, environment: [String: String]) {
        let mayColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        switch name {
        case "json": self = .json
        case "text": self = .text(colour: isTerminal && mayColour)
        default: self = isTerminal ? .text(colour: mayColour) : .json
        }
    }

    func line(_ entry: LogEntry) -> String {
        switch self {
        case .text(let colour): TextLine.write(entry, colour: colour)
        case .json: JSONLine.write(entry)
        }
    }
}

/// All that a log line tells, with secrets already taken out.
struct LogEntry {
    let time: Timestamp
    let level: Logger.Level
    /// The logger's, for people.
    let label: String
    /// The whole program's name, for machines.
    let service: String
    let message: String
    /// Flat, dotted keys, in alphabetical order.
    let metadata: [(key: String, value: Value)]

    /// A metadata value, as machines tell them apart.
    enum Value: Hashable {
        case text(String)
        case number(String)
        case answer(Bool)
        case list([Value])
    }
}
