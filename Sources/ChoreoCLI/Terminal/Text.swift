import Foundation

extension String {
    /// Filled up with blanks to at least `width` characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// At most `width` characters, the last a `…` where something is missing.
    func truncated(to width: Int) -> String { count <= width ? self : prefix(max(0, width - 1)) + "…" }

    /// Without blanks at its end.
    func trimmingTrailingBlanks() -> String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }

    /// Control characters from outside must not steer somebody's terminal, nor fake a second line.
    var onOneLine: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return self
        }
        return unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : String($0) }.joined()
    }
}

extension Date {
    /// The time of day to the millisecond, in UTC.
    var clock: String {
        String(precise.dropFirst(11).prefix(12))
    }

    /// ISO 8601 in UTC, to the millisecond.
    var precise: String { formatted(ISO8601FormatStyle(includingFractionalSeconds: true)) }
}

extension Duration {
    /// `340 ms` or `2.5 s`.
    var short: String {
        let milliseconds = Int((self / .milliseconds(1)).rounded())
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }

    /// `34 s`, `4 min`, `3 h`, `2 d`: for what is counted from now, and so changes.
    var rough: String {
        let seconds = components.seconds
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
