public import Metrics
import Synchronization

/// Records how long calls take, in the timer ``durationLabel``.
///
/// OpenTelemetry's conventions (1.44) name `messaging.process.duration` for handling a message as a whole and
/// nothing for a part of it, so the name is our own in their style. The dimensions are `call.kind`, `call.name`
/// and their `error.type`: a ``Failure``'s kind, another error's type, `cancelled`. On success it is empty (which
/// is absent to Prometheus) rather than missing, since some backends want the same keys for all of one name.
public struct MeasureCalls: Middleware {
    /// `choreography.call.duration`
    public static let durationLabel = "choreography.call.duration"

    private let timers: Timers
    private let clock: any WorkerClock

    /// - Parameters:
    ///   - factory: default: the one that `MetricsSystem` was given before the first call.
    ///   - clock: measures the duration.
    public init(factory: (any MetricsFactory)? = nil, clock: any WorkerClock = SystemClock()) {
        timers = Timers(factory: factory)
        self.clock = clock
    }

    /// Makes the call.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        let stopwatch = Stopwatch(clock)
        do {
            let output = try await next()
            timers[call].record(duration: stopwatch.elapsed)
            return output
        } catch {
            timers[call, ErrorSummary(error).type].record(duration: stopwatch.elapsed)
            throw error
        }
    }

    /// Finding a timer again is cheaper than having the factory find it.
    private final class Timers: Sendable {
        private struct Key: Hashable {
            let kind: Call.Kind
            let name: String
            let error: String
        }

        private let factory: (any MetricsFactory)?
        private let timers = Mutex<[Key: Timer]>([:])

        init(factory: (any MetricsFactory)?) { self.factory = factory }

        subscript(_ call: Call, _ error: String = "") -> Timer {
            timers.withLock { timers in
                let key = Key(kind: call.kind, name: call.name, error: error)
                if let timer = timers[key] { return timer }
                let timer = Timer(
                    label: MeasureCalls.durationLabel,
                    dimensions: [
                        ("call.kind", call.kind.rawValue), ("call.name", call.name), ("error.type", error),
                    ], factory: factory ?? MetricsSystem.factory)
                timers[key] = timer
                return timer
            }
        }
    }
}
