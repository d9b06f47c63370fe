import Foundation
import ShopSystem

/// Latency over throughput as an SVG picture: a linear axis of orders per second, a logarithmic one of
/// milliseconds.
struct LatencyPlot {
    private let points: [BenchReport.Point]
    private let across: PlotAxis
    private let up: PlotAxis

    private static let (width, height) = (760.0, 460.0)
    private static let (left, right, top, bottom) = (80.0, 730.0, 60.0, 395.0)
    private static let curves: [(name: String, colour: String, value: @Sendable (BenchLatency) -> Double)] = [
        ("max", "#b0b0b0", \.max), ("p99", "#d1495b", \.p99), ("p50", "#00798c", \.p50),
    ]

    /// - Parameter points: at least one.
    init(_ points: [BenchReport.Point]) {
        // Beyond what the shop can do a curve turns back, so the order is that of what was asked for.
        self.points = points.sorted { ($0.rate ?? .infinity) < ($1.rate ?? .infinity) }
        let latencies = points.flatMap { point in Self.curves.map { $0.value(point.latency) } }
        across = .linear(upTo: points.map(\.ordersPerSecond).max() ?? 1)
        up = .logarithmic(from: latencies.min() ?? 1, to: latencies.max() ?? 10)
    }

    /// The whole file.
    var svg: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Self.width)) \(n(Self.height))" \
        font-family="sans-serif" font-size="13" fill="#333">
        <title>Latency over throughput</title>
        <rect width="\(n(Self.width))" height="\(n(Self.height))" fill="white"/>
        <text x="\(n(Self.left))" y="28" font-size="17">From order to its last event: latency over throughput</text>
        \((grid + Self.curves.enumerated().flatMap(curve)).joined(separator: "\n"))
        <text x="\(n((Self.left + Self.right) / 2))" y="\(n(Self.height - 18))" text-anchor="middle">\
        throughput, orders per second</text>
        <text transform="translate(22 \(n((Self.top + Self.bottom) / 2))) rotate(-90)" text-anchor="middle">\
        latency, ms (logarithmic)</text>
        </svg>

        """
    }

    private var grid: [String] {
        let lines = up.marks.map { mark in
            let y = n(y(mark))
            return """
                <line x1="\(n(Self.left))" y1="\(y)" x2="\(n(Self.right))" y2="\(y)" stroke="#ddd"/>\
                <text x="\(n(Self.left - 8))" y="\(y)" text-anchor="end" dominant-baseline="middle">\
                \(PlotAxis.label(mark))</text>
                """
        }
        return lines
            + across.marks.map { mark in
                let x = n(x(mark))
                return """
                    <line x1="\(x)" y1="\(n(Self.top))" x2="\(x)" y2="\(n(Self.bottom))" stroke="#eee"/>\
                    <text x="\(x)" y="\(n(Self.bottom + 20))" text-anchor="middle">\(PlotAxis.label(mark))</text>
                    """
            }
    }

    private func curve(
        _ number: Int, _ curve: (name: String, colour: String, value: @Sendable (BenchLatency) -> Double)
    ) -> [String] {
        let places = points.map { (x($0.ordersPerSecond), y(curve.value($0.latency))) }
        let path = places.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
        let legend = n(Self.right - 160 + Double(number) * 60)
        let dots = zip(points, places).map { point, place in
            """
            <circle cx="\(n(place.0))" cy="\(n(place.1))" r="3.5" fill="\(curve.colour)"><title>\
            \(curve.name) \(curve.value(point.latency)) ms at \(point.ordersPerSecond) orders/s</title></circle>
            """
        }
        return [
            #"<polyline points="\#(path)" fill="none" stroke="\#(curve.colour)" stroke-width="2"/>"#,
            #"<circle cx="\#(legend)" cy="46" r="5" fill="\#(curve.colour)"/>"#,
            #"<text x="\#(legend)" y="50" dx="10">\#(curve.name)</text>"#,
        ] + dots
    }

    private func x(_ value: Double) -> Double {
        Self.left + across.place(of: value) * (Self.right - Self.left)
    }

    private func y(_ value: Double) -> Double {
        Self.bottom - up.place(of: value) * (Self.bottom - Self.top)
    }

    /// A number of the file, to a tenth of a pixel.
    private func n(_ value: Double) -> String { "\((value * 10).rounded() / 10)".replacing(/\.0$/, with: "") }
}
