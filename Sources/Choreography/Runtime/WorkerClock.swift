public import Foundation

/// The worker's time: the system's in production, a manual one in simulation.
public protocol WorkerClock: Sendable {
    /// The wall clock.
    func now() -> Date
    /// Returns at `deadline`, or throws `CancellationError`.
    func sleep(until deadline: Date) async throws
}

/// The machine's wall clock.
public struct SystemClock: WorkerClock {
    /// The machine's wall clock.
    public init() {}

    /// The wall clock.
    public func now() -> Date { Date() }

    /// Sleeps without holding a thread.
    public func sleep(until deadline: Date) async throws {
        try await Task.sleep(for: .seconds(max(0, deadline.timeIntervalSince(Date()))))
    }
}

extension WorkerClock {
    /// Waits, or returns at once when the task is cancelled (which the caller's loop then sees).
    func pause(_ delay: Duration) async {
        do {
            try await sleep(until: now() + delay / .seconds(1))
        } catch {
            return
        }
    }
}
