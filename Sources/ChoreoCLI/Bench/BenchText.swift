import Foundation
import ShopSystem

/// The report of a bench, for people.
struct BenchText {
    private let report: BenchReport

    init(_ report: BenchReport) { self.report = report }

    func text(on terminal: Terminal) -> String {
        var text = "\n" + heading("Throughput", terminal)
        text += figures.map { "\($0.0.padded(to: 22))\($0.1)\n" }.joined()
        text += "\n" + heading("Latency, ms", terminal)
        text += Table.text(
            ["p50", "p90", "p99", "p99.9", "max"],
            [latencies(report.latency)])
        text += "\n" + heading("Processes", terminal)
        text += Table.text(
            [
                "process", "CPU s per 1000 orders", "peak memory MB", "commits per order", "fsyncs per order",
            ], processes)
        if report.syncsPerOrder == nil {
            text += "\nfsyncs: not known, since they are counted by perf, which is missing or needs root\n"
        }
        if let laps = report.laps {
            text += "\n" + heading("Laps", terminal)
            text += Table.text(
                ["lap", "orders/s", "CPU s per 1000 orders", "peak MB", "databases MB", "WAL MB"],
                laps.enumerated().map { row($0 + 1, $1) })
        }
        if let sweep = report.sweep {
            text += "\n" + heading("Latency over throughput, ms", terminal)
            text += Table.text(
                ["asked for", "orders/s", "orders", "p50", "p90", "p99", "p99.9", "max"],
                sweep.map { point in
                    [
                        point.rate.map { "\($0)/s" } ?? "all at once", "\(point.ordersPerSecond)",
                        "\(point.orders)",
                    ] + latencies(point.latency)
                })
        }
        return text + "\n"
            + terminal.paint("SOUND: every order at rest, and every invariant holds", .green) + "\n"
    }

    private var figures: [(String, String)] {
        [
            ("orders", "\(report.orders), mix \(report.mix.rawValue), after \(report.warmUp) to warm up"),
            ("asked for", report.rate.map { "\($0) orders/s" } ?? "as fast as confirms allow"),
            ("took", "\(report.seconds) s"),
            ("orders/s", "\(report.ordersPerSecond)"),
            ("messages/s", "\(report.messagesPerSecond)"),
            (
                "per order",
                "\(report.messagesPerOrder) messages, \(report.deliveriesPerOrder) deliveries, "
                    + "\(sum(report.commitsPerOrder)) commits"
                    + (report.syncsPerOrder.map { ", \(sum($0)) fsyncs" } ?? "")
            ),
        ]
    }

    /// Of all processes together.
    private func sum(_ figures: [String: Double]) -> String { decimals(figures.values.reduce(0, +), 2) }

    private var processes: [[String]] {
        BenchReport.processes.map { name in
            [
                name, report.cpuSeconds[name].map { decimals($0, 3) } ?? "",
                megabytes(report.peakKilobytes[name]),
                report.commitsPerOrder[name].map { decimals($0, 3) } ?? "",
                report.syncsPerOrder?[name].map { decimals($0, 3) } ?? "",
            ]
        }
    }

    /// Workers together; memory and log of the one that has most.
    private func row(_ number: Int, _ lap: BenchReport.Lap) -> [String] {
        let workers = lap.cpuSeconds.filter { lap.databaseKilobytes.keys.contains($0.key) }
        let peak = lap.peakKilobytes.filter { workers.keys.contains($0.key) }.values.max()
        return [
            "\(number)", decimals(lap.ordersPerSecond, 1), decimals(workers.values.reduce(0, +), 3),
            megabytes(peak), megabytes(lap.databaseKilobytes.values.reduce(0, +)),
            megabytes(lap.logKilobytes.values.max()),
        ]
    }

    private func megabytes(_ kilobytes: Int?) -> String {
        kilobytes.map { decimals(Double($0) * 1.024 / 1000, 1) } ?? ""
    }

    private func latencies(_ latency: BenchLatency) -> [String] {
        [latency.p50, latency.p90, latency.p99, latency.p999, latency.max].map { decimals($0, 1) }
    }

    private func heading(_ title: String, _ terminal: Terminal) -> String {
        terminal.paint(title, .bold) + "\n\n"
    }

    private func decimals(_ value: Double, _ digits: Int) -> String {
        value.formatted(
            .number.precision(.fractionLength(digits)).grouping(.never).locale(
                Locale(identifier: "en_US_POSIX")))
    }
}
