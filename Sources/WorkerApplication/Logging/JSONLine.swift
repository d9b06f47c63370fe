/// A log line as one JSON object: `timestamp`, `level`, `message`, `service`, then the metadata.
enum JSONLine {
    private static let reserved: Set<String> = ["timestamp", "level", "message", "service"]

    static func write(_ entry: LogEntry) -> String {
        var line = #"{"timestamp":"\#(entry.time.iso8601)","level":"\#(entry.level)","message":"#
        line += JSONText.quote(entry.message)
        line += ",\"service\":" + JSONText.quote(entry.service)
        for (key, value) in entry.metadata {
            line += "," + JSONText.quote(reserved.contains(key) ? "metadata.\(key)" : key) + ":" + json(value)
        }
        return line + "}\n"
    }

    private static func json(_ value: LogEntry.Value) -> String {
        switch value {
        case .text(let text): JSONText.quote(text)
        case .number(let digits): digits
        case .answer(let answer): "\(answer)"
        case .list(let values): "[" + values.map(json).joined(separator: ",") + "]"
        }
    }
}

/// JSON strings without a detour through an encoder.
enum JSONText {
    static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
