import Foundation

/// Measures by the worker's clock.
struct Stopwatch {
    private let clock: any WorkerClock
    private let start: Date

    init(_ clock: any WorkerClock) {
        self.clock = clock
        start = clock.now()
    }

    /// Since it was made; nothing when the clock was set back. Whole microseconds, which is what a `Date` can tell.
    var elapsed: Duration {
        .microseconds(Int64(max(0, clock.now().timeIntervalSince(start) * 1_000_000).rounded()))
    }
}
