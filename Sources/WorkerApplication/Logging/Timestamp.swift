import Foundation

/// A moment in UTC, to the millisecond.
struct Timestamp: Sendable {
    /// `2026-11-21T05:16:30.123Z`
    let iso8601: String

    /// `05:16:30.123`
    var clock: String { String(iso8601.dropFirst(11).dropLast()) }

    static var now: Timestamp {
        let milliseconds = Int((Date().timeIntervalSince1970 * 1_000).rounded(.down))
        return Timestamp(seconds: milliseconds / 1_000, milliseconds: milliseconds % 1_000)
    }

    init(seconds: Int, milliseconds: Int) {
        var (seconds, parts) = (time_t(seconds), tm())
        gmtime_r(&seconds, &parts)
        let date = [Int(parts.tm_year) + 1_900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(Int.init)
        let join = { (numbers: [Int], separator: String) in
            numbers.map { Self.padded($0, to: 2) }.joined(separator: separator)
        }
        iso8601 = "\(join(date, "-"))T\(join(clock, ":")).\(Self.padded(milliseconds, to: 3))Z"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
