import Foundation

/// Where values are along an axis, and which of them are marked.
struct PlotAxis {
    /// From the beginning to the end of the axis, evenly readable numbers.
    let marks: [Double]
    private let isLogarithmic: Bool

    /// From zero to a round number that is not below `highest`.
    static func linear(upTo highest: Double) -> PlotAxis {
        let highest = max(highest, 1)
        // A step of 1, 2 or 5 times a power of ten, so that there are five to ten of them.
        let magnitude = pow(10, floor(log10(highest / 5)))
        let step = [1, 2, 5, 10].map { $0 * magnitude }.last { $0 * 5 <= highest } ?? magnitude
        let count = Int((highest / step).rounded(.up))
        return PlotAxis(marks: (0...count).map { Double($0) * step }, isLogarithmic: false)
    }

    /// Between numbers of the series 1, 2, 5, 10 that include `lowest` and `highest`.
    static func logarithmic(from lowest: Double, to highest: Double) -> PlotAxis {
        let lowest = max(lowest, 0.001)
        let powers = Int(floor(log10(lowest)))...Int(floor(log10(max(highest, lowest)))) + 1
        let series = powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
        let first = series.last { $0 <= lowest } ?? series[0]
        let last = series.first { $0 >= highest && $0 > first } ?? series[series.count - 1]
        return PlotAxis(marks: series.filter { first <= $0 && $0 <= last }, isLogarithmic: true)
    }

    /// 0 at the beginning, 1 at the end.
    func place(of value: Double) -> Double {
        guard let first = marks.first, let last = marks.last, last > first else { return 0 }
        guard isLogarithmic else { return (value - first) / (last - first) }
        return log10(max(value, first) / first) / log10(last / first)
    }

    /// As people write it.
    static func label(_ mark: Double) -> String {
        mark >= 1 || mark == 0 ? "\(Int(mark.rounded()))" : "\((mark * 1000).rounded() / 1000)"
    }
}
