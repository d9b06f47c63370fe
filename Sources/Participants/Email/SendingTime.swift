import Foundation

/// When an event was said, by its message id, so that every attempt dates its mail alike.
enum SendingTime {
    /// The moment in a UUIDv7 (RFC 9562), as the runtime gives them; nil for any other message id.
    static func time(of messageID: String) -> Date? {
        let digits = Array(messageID.utf8.filter { $0 != UInt8(ascii: "-") })
        guard digits.count == 32, digits[12] == UInt8(ascii: "7"),
            let milliseconds = UInt64(String(decoding: digits.prefix(12), as: UTF8.self), radix: 16),
            milliseconds < 253_402_300_800_000  // the year 10000
        else { return nil }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
