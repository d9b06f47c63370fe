import ArgumentParser
import Foundation
import FoundationXML
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct BenchTests {
    private func point(_ rate: Double?, _ throughput: Double, _ milliseconds: Int) -> BenchReport.Point {
        let times = (1...10).map { Duration.milliseconds(milliseconds * $0) }
        return BenchReport.Point(
            rate: rate, orders: 10, ordersPerSecond: throughput, latency: BenchLatency(times))
    }

    /// 100 orders in two seconds.
    private func report(
        laps: Int = 1, sweep: [BenchReport.Point] = [], syncs: [String: Int]? = nil
    ) -> BenchReport {
        let before = BenchMeter.Reading(
            usage: ["order": .init(cpuSeconds: 1, peakKilobytes: 1)], commits: ["order": .max])
        let after = BenchMeter.Reading(
            usage: ["order": .init(cpuSeconds: 1.5, peakKilobytes: 2000)], commits: ["order": 9],
            databases: ["order": 5 << 20], logs: ["order": 1 << 20], syncs: syncs)
        let round = BenchRound.Result(
            orders: 100, seconds: 2, times: (1...100).map { .milliseconds($0) }, messages: 600,
            use: BenchUse(from: before, to: after))
        return BenchReport(
            BenchSettings(orders: 100, warmUp: 10, directory: "/", executables: "/"),
            Array(repeating: round, count: laps), sweep: sweep,
            events: ["order.requested": 110, "order.placed": 110])
    }

    private func object(_ report: BenchReport) throws -> [String: Any] {
        let line = try JSONOutput.line(report)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `The JSON form has the agreed keys`() throws {
        let object = try object(report(syncs: ["order": 20]))
        #expect(
            Set(object.keys) == [
                "orders", "warm_up", "mix", "seconds", "orders_per_second", "messages_per_second",
                "messages_per_order", "deliveries_per_order", "latency_ms", "peak_rss_kb",
                "cpu_s_per_1000_orders", "commits_per_order", "fsyncs_per_order",
            ])
        #expect(object["orders_per_second"] as? Double == 50)
        #expect(object["messages_per_second"] as? Double == 300)
        #expect(object["messages_per_order"] as? Double == 6)
        #expect(object["peak_rss_kb"] as? [String: Int] == ["order": 2000])
        #expect(object["cpu_s_per_1000_orders"] as? [String: Double] == ["order": 5])
        #expect(
            object["commits_per_order"] as? [String: Double] == ["order": 0.1], "the counter wraps around")
        #expect(object["fsyncs_per_order"] as? [String: Double] == ["order": 0.2])
        let latency = try #require(object["latency_ms"] as? [String: Double])
        #expect(Set(latency.keys) == ["p50", "p90", "p99", "p999", "max"])
        #expect(latency["max"] == 100)
    }

    @Test func `What was not asked for or is not known is left out`() throws {
        let object = try object(report())
        for key in ["rate", "laps", "sweep", "fsyncs_per_order"] { #expect(object[key] == nil, "\(key)") }
        let swept = try self.object(report(sweep: [point(5, 5, 1)]))
        let points = try #require(swept["sweep"] as? [[String: Any]])
        #expect(points.first?["orders_per_second"] as? Double == 5)
        #expect(points.first?["rate"] as? Double == 5)
    }

    @Test func `Laps are told one by one, and together`() throws {
        let report = report(laps: 3, syncs: ["order": 20])
        #expect(report.orders == 300)
        #expect(report.ordersPerSecond == 50)
        #expect(report.messagesPerOrder == 6)
        #expect(report.cpuSeconds == ["order": 5])
        #expect(report.commitsPerOrder == ["order": 0.1])
        #expect(report.syncsPerOrder == ["order": 0.2])
        let laps = try #require(try object(report)["laps"] as? [[String: Any]])
        #expect(laps.count == 3)
        #expect(laps[1]["orders_per_second"] as? Double == 50)
        #expect(laps[1]["database_kb"] as? [String: Int] == ["order": 5120])
        #expect(laps[1]["wal_kb"] as? [String: Int] == ["order": 1024])
        let text = BenchText(report).text(on: Terminal(-1))
        #expect(text.contains("2   50.0     5.000                 2.0     5.2          1.0\n"))
    }

    @Test func `One order is delivered as often as somebody hears its events`() {
        // order.requested goes to one participant, order.placed to four.
        #expect(report().deliveriesPerOrder == 6 * 2.5)
    }

    @Test func `Percentiles have three digits, the longest is exact`() {
        let times = (1...10_000).map { Duration.microseconds($0 * 7) }
        let latency = BenchLatency(times.shuffled())
        #expect(abs(latency.p50 - 35) < 0.035)
        #expect(abs(latency.p99 - 69.3) < 0.07)
        #expect(abs(latency.p999 - 69.93) < 0.07)
        #expect(latency.max == 70)
        #expect(latency.p50 < latency.p90 && latency.p90 < latency.p99)
    }

    @Test func `People get tables with units, and a verdict`() {
        let text = BenchText(report(sweep: [point(5, 4.9, 1), point(nil, 50, 10)])).text(on: Terminal(-1))
        #expect(text.contains("orders/s              50.0\n"))
        #expect(text.contains("order     5.000                 2.0            0.100\n"))
        #expect(text.contains("fsyncs: not known"))
        #expect(text.contains("all at once 50.0     10     50.0 90.0 100.0"))
        #expect(text.hasSuffix("every invariant holds\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `The plot is well-formed SVG with every point and units on its axes`() throws {
        let points = [point(nil, 600, 90), point(60, 59.5, 4), point(300, 290, 12)]
        let svg = LatencyPlot(points).svg
        // The parser below closes by itself what was left open.
        var open: [Substring] = []
        for tag in svg.matches(of: /<(\/?)(\w+)[^<>]*?(\/?)>/) {
            if !tag.output.1.isEmpty {
                #expect(open.popLast() == tag.output.2)
            } else if tag.output.3.isEmpty {
                open.append(tag.output.2)
            }
        }
        #expect(open == [])
        let reader = SVGReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.elements["polyline"] == 3)
        #expect(reader.elements["circle"] == 3 * points.count + 3, "each point of each curve, and the legend")
        #expect(svg.contains("orders per second"))
        #expect(svg.contains("latency, ms"))
        #expect(reader.places.allSatisfy { (0...760).contains($0.x) && (0...460).contains($0.y) })
        // More throughput is further right, and longer is further up.
        let p50 = reader.places.suffix(3)
        #expect(p50.map(\.x) == p50.map(\.x).sorted())
        #expect(p50.map(\.y) == p50.map(\.y).sorted(by: >))
    }

    @Test(arguments: [(0.3, 0.4), (1, 1), (0, 0), (3, 90_000)])
    func `A logarithmic axis holds everything from the lowest to the highest`(low: Double, high: Double) {
        let axis = PlotAxis.logarithmic(from: low, to: high)
        #expect(axis.marks.count >= 2)
        #expect(axis.marks == axis.marks.sorted())
        for value in [low, high] { #expect((0...1).contains(axis.place(of: value)), "\(value)") }
    }

    @Test(arguments: [0.5, 1, 9.9, 100, 1234, 99_999])
    func `A linear axis has a readable number of marks`(highest: Double) {
        let axis = PlotAxis.linear(upTo: highest)
        #expect((4...11).contains(axis.marks.count - 1), "\(axis.marks)")
        #expect((axis.marks.last ?? 0) >= highest)
    }

    @Test(
        arguments: [
            (["--orders", "0"], "--orders must be 1 to 200000"),
            (["--warm-up", "-1"], "--warm-up"), (["--rate", "0"], "--rate must be 0.1 to 100000"),
            (["--mix", "sad"], "there is no mix sad; there are happy and all"),
            (["--sweep", "--rate", "5"], "--sweep chooses the rates itself"),
            (["--plot", "x.svg"], "add --sweep"), (["--laps", "0"], "--laps must be"),
            (["--laps", "2", "--sweep"], "leave out --laps"),
        ])
    func `Options that make no sense are refused with words`(arguments: [String], words: String) {
        let error = #expect(throws: (any Error).self) { try BenchCommand.parse(arguments) }
        #expect(error.map { BenchCommand.fullMessage(for: $0) }?.contains(words) == true)
    }

    @Test func `Options that make sense are taken`() throws {
        let command = try BenchCommand.parse(["--mix", "all", "--warm-up", "0", "--sweep", "--plot", "x.svg"])
        #expect(command.mix == .all)
        #expect(command.rate == nil)
        #expect(try BenchCommand.parse([]).orders == 10_000)
    }
}

/// Counts what is in a picture.
private final class SVGReader: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var places: [(x: Double, y: Double)] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        guard name == "circle", let x = attributes["cx"], let y = attributes["cy"] else { return }
        if let x = Double(x), let y = Double(y) { places.append((x, y)) }
    }
}
