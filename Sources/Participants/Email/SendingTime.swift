import Choreography
import Foundation

/// When an event was said, by its message id, so that every attempt dates its mail alike.
enum SendingTime {
    /// The moment in a UUIDv7 (RFC 9562), as the runtime gives them; nil for any other message id.
    static func time(of messageID: String) -> Date? {
        guard case .uuid(let high, _) = MessageKey(messageID), high >> 12 & 0xF == 7 else { return nil }
        let milliseconds = high >> 16
        guard milliseconds < 253_402_300_800_000 else { return nil }  // the year 10000
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
