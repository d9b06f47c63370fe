/// Durations as people write them in settings: `900`, `15m`, `1h30m`, `250ms`, `1.5s`.
enum DurationText {
    private static let units: [(name: String, seconds: Double)] = [
        ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400),
    ]

    /// nil for what is not a duration, is negative, or is longer than a century.
    static func read(_ text: String) -> Duration? {
        if let seconds = number(text[...]) { return duration(seconds) }
        var rest = text[...]
        var total = 0.0
        var smallest = Double.infinity
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let letters = rest[digits.endIndex...].prefix { $0.isLetter }
            guard let amount = number(digits), let unit = units.first(where: { $0.name == letters }),
                unit.seconds < smallest
            else { return nil }
            total += amount * unit.seconds
            smallest = unit.seconds
            rest = rest[letters.endIndex...]
        }
        return text.isEmpty ? nil : duration(total)
    }

    /// In the largest unit that says it exactly.
    static func write(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 { return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms" }
        let unit = units.last { $0.seconds >= 1 && seconds % Int64($0.seconds) == 0 && seconds != 0 }
        return unit.map { "\(seconds / Int64($0.seconds))\($0.name)" } ?? "\(seconds)s"
    }

    private static func number(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
        return Double(text)
    }

    private static func duration(_ seconds: Double) -> Duration? {
        seconds <= 3_155_760_000 ? .milliseconds(Int64((seconds * 1_000).rounded())) : nil
    }
}
