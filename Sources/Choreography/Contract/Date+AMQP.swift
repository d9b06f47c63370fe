package import Foundation

extension Date {
    /// The moment of an AMQP timestamp; nil after the year 9999. A sender may put any 64 bits there, and what reckons
    /// with dates ends before.
    package init?(amqpTimestamp seconds: UInt64) {
        guard seconds < 253_402_300_800 else { return nil }
        self.init(timeIntervalSince1970: TimeInterval(seconds))
    }
}
