import Histogram

/// How long orders took from the last word of the customer to their last event, in milliseconds.
public struct BenchLatency: Sendable, Hashable, Encodable {
    /// Half, nine in ten, 99 in 100, 999 in 1000 took at most so long, to three significant digits.
    public let p50, p90, p99, p999: Double
    /// The longest, exactly.
    public let max: Double

    /// Of at least one order.
    init(_ times: [Duration]) {
        // In microseconds; grows with what is put into it.
        var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        for time in times { histogram.record(UInt64(Swift.max(0, time / .microseconds(1)))) }
        func percentile(_ percentile: Double) -> Double {
            (Double(histogram.valueAtPercentile(percentile)) / 1000).rounded(digits: 3)
        }
        (p50, p90) = (percentile(50), percentile(90))
        (p99, p999) = (percentile(99), percentile(99.9))
        max = ((times.max() ?? .zero) / .milliseconds(1)).rounded(digits: 3)
    }
}

extension Double {
    func rounded(digits: Int) -> Double {
        let factor = (0..<digits).reduce(1.0) { factor, _ in factor * 10 }
        return (self * factor).rounded() / factor
    }
}
