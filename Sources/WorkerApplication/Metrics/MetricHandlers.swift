import CoreMetrics
import Synchronization

/// Where values are recorded: cheap, without an allocation; and read when somebody asks.
protocol MetricHandler: AnyObject, Sendable {
    var samples: [MetricSample] { get }
}

/// Only ever grows.
final class CountingHandler: MetricHandler, CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }

    var samples: [MetricSample] { [MetricSample(value: Double(count.load(ordering: .relaxed)))] }
}

/// Has the last value.
final class GaugeHandler: MetricHandler, RecorderHandler, MeterHandler {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    var samples: [MetricSample] { [MetricSample(value: value.withLock { $0 })] }
}

/// Counts values by how large they are.
final class HistogramHandler: MetricHandler, TimerHandler, RecorderHandler {
    /// Seconds: from half a millisecond, since a commit takes little more, to as long as a gateway may take.
    static let seconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    /// For values of any kind.
    static let decades = (0...9).map { Double(powersOfTen[$0]) }

    private static let powersOfTen = sequence(first: 1) { $0 * 10 }.prefix(10).map(\.self)

    private struct State {
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    var samples: [MetricSample] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total = 0
        let edges = bounds.map(MetricText.number) + ["+Inf"]
        let buckets = zip(edges, counts).map { edge, count in
            total += count
            return MetricSample(
                suffix: "_bucket", labels: [MetricLabel(name: "le", value: edge)], value: Double(total))
        }
        return buckets + [
            MetricSample(suffix: "_sum", value: sum), MetricSample(suffix: "_count", value: Double(total)),
        ]
    }
}
