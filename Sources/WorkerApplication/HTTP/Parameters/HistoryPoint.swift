import Choreography

public import struct Foundation.Date

/// A point in the history of something, as `?at=` names it.
public enum HistoryPoint: Sendable, Hashable {
    /// As it was at that moment.
    case time(Date)
    /// After its first so many events; from 0.
    case version(Int)

    /// Reads `2026-01-02T03:04:05Z` or `7`; nil for all else.
    public init?(_ text: String) {
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let version = Int(text) else { return nil }
            self = .version(version)
        } else if let moment = RFC3339.date(text) {
            self = .time(moment)
        } else {
            return nil
        }
    }
}

extension Parameter where Value == HistoryPoint? {
    /// `?at=`: as it was then; nil when it is wanted as it is now.
    public static let at = Parameter(
        "at", in: .query, "As it was then: a time (RFC 3339), or the number of its first events.",
        schema: .string(), example: "2026-01-02T03:04:05Z", absent: .some(nil)
    ) { text throws(BadValue) in
        guard let point = HistoryPoint(text) else {
            throw BadValue(
                expected: "a time such as 2026-01-02T03:04:05Z, or a version: a whole number from 0")
        }
        return point
    }
}
