import Foundation

/// When and how often a transient failure is tried again.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all, the first included; then the event is a dead letter.
    public var maximumAttempts: Int
    /// The wait after the first failure.
    public var firstDelay: Duration
    /// Each further wait is so many times the one before.
    public var multiplier: Double
    /// Each wait is stretched or shortened by up to this share, so that a crowd does not come back at once.
    public var jitter: Double

    /// 6 attempts over about 4 minutes: waits of 2, 6, 18, 54 and 162 s, each ±20 %.
    public init(
        maximumAttempts: Int = 6, firstDelay: Duration = .seconds(2), multiplier: Double = 3,
        jitter: Double = 0.2
    ) {
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.multiplier = multiplier
        self.jitter = jitter
    }

    /// How long it may take from the first attempt to the last, at most.
    public var span: Duration {
        var (wait, total) = (firstDelay / .seconds(1), 0.0)
        for _ in 1..<max(1, maximumAttempts) {
            total += wait * (1 + jitter)
            wait *= multiplier
        }
        return .seconds(total)
    }

    /// When to try again after `attempts` attempts have failed; nil when they are used up.
    func next(after attempts: Int, at now: Date) -> Date? {
        guard attempts < maximumAttempts else { return nil }
        return now + seconds(after: attempts)
    }

    /// The wait after `attempts` failures, in seconds.
    func seconds(after attempts: Int) -> Double {
        var wait = firstDelay / .seconds(1)
        for _ in 1..<max(1, attempts) { wait *= multiplier }
        return wait * (1 + jitter * (2 * Randomness.fraction() - 1))
    }
}

extension RetryPolicy {
    /// For connections: for ever, from a tenth of a second to 10 seconds.
    static let reconnect = RetryPolicy(
        maximumAttempts: .max, firstDelay: .milliseconds(100), multiplier: 2, jitter: 0.5)

    /// The wait after `attempts` failures in a row, but never longer than `limit`.
    func delay(after attempts: Int, atMost limit: Duration = .seconds(10)) -> Duration {
        min(.seconds(seconds(after: min(attempts, 20))), limit)
    }
}
