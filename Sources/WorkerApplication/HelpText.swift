import Choreography

/// What `--help` prints: what the worker does, how to start it, every setting, how it ends.
struct HelpText {
    let name: String
    let about: String
    let score: Score
    let examples: [String]
    let sections: [(title: String, settings: [any SettingDeclaration])]

    func write() -> String {
        var text = "\(name): \(about)\n\nUsage: \(name) [--NAME VALUE ...]\n\n" + Self.wrap(role, indent: 0)
        text += "\n\nExamples:\n" + allExamples.map { "  \($0)\n" }.joined()
        text +=
            "\nEvery setting can come from four places; the first that has it wins: its flag, its environment\n"
        text += "variable, its place in the JSON file given by --config, its default.\n"
        for section in sections {
            text += "\n\(section.title):\n" + section.settings.map(Self.entry).joined()
        }
        text += "\nA configuration file:\n"
        text +=
            "  {\"amqp\": {\"url\": \"amqp://\(name)@broker/\(score.name)\"}, \"log\": {\"level\": \"debug\"}}\n"
        text += "\nExit codes:\n"
        for code in ExitCode.allCases {
            text += "  \(Self.padded(String(code.rawValue), to: 4))\(code.meaning)\n"
        }
        return text
    }

    private var role: String {
        let part = score.part(of: name)
        let hears = part?.hears.map { $0.type.rawValue }.joined(separator: ", ") ?? ""
        let says = part?.says.map { $0.type.rawValue }.joined(separator: ", ") ?? ""
        return """
            It plays one part of the choreography "\(score.name)": connects to RabbitMQ as the user \(name), \
            consumes the queue \(name), keeps all it knows in the SQLite database \(name).sqlite. \
            Hears \(hears.isEmpty ? "nothing" : hears). Says \(says.isEmpty ? "nothing" : says). \
            It waits for a broker that is away, and ends cleanly on SIGTERM or Ctrl-C.
            """
    }

    private var allExamples: [String] {
        [
            "AMQP_PASSWORD=secret \(name)",
            "AMQP_PASSWORD_FILE=/run/secrets/\(name) \(name) --amqp-url amqps://\(name)@broker.example/\(score.name)",
            "\(name) --config /etc/\(name).json --data /var/lib/\(score.name) --http-port 0 --log-level debug",
        ] + examples
    }

    private static func entry(_ setting: any SettingDeclaration) -> String {
        var ways: [String] = []
        if setting.sensitivity != .secret {
            ways.append(setting.flag + (setting.placeholder.map { " " + $0 } ?? ""))
        }
        if setting.sensitivity != .flagOnly { ways.append(setting.environmentName) }
        let preset = setting.defaultText.map { " Default: \($0)." } ?? ""
        let place = setting.sensitivity == .secret ? " Never a flag." : ""
        return "  \(ways.joined(separator: ", "))\n" + wrap(setting.help + preset + place, indent: 6) + "\n"
    }

    /// Breaks between words so that lines stay within 100 columns.
    private static func wrap(_ text: String, indent: Int) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && indent + line.count + 1 + word.count > 100 {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return (lines + [line]).map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
