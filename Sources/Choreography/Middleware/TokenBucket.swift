import Foundation

/// A bucket of tokens that fills at an even pace; without clock and lock.
struct TokenBucket: Sendable, Hashable {
    private let interval: Double
    private let capacity: Double
    /// When the bucket will be full again if nobody takes from it. Exact, unlike a fraction of a token.
    private var fullAt = Date.distantPast

    /// - Parameter interval: from one token to the next.
    init(interval: Duration, capacity: Int) {
        self.interval = interval / .seconds(1)
        self.capacity = Double(max(1, capacity))
    }

    /// Takes a token.
    ///
    /// - Returns: nil when one was there, else when there will be one.
    mutating func take(at now: Date) -> Date? {
        // After the clock was set back the bucket counts as empty, not as in debt.
        fullAt = min(fullAt, now + interval * capacity)
        let next = fullAt - interval * (capacity - 1)
        guard next <= now else { return next }
        fullAt = max(fullAt, now) + interval
        return nil
    }
}
