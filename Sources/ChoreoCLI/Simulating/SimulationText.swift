import ShopSystem

/// What simulations have found, for people.
struct SimulationText {
    private let report: ShopSimulationsReport

    init(_ report: ShopSimulationsReport) { self.report = report }

    func text(on terminal: Terminal) -> String {
        let days = report.simulatedSeconds / 86_400
        var lines = [
            terminal.paint(
                "\(report.orders) orders in \(report.shops) shops, from seed \(report.seed)", .bold),
            "  \(report.events) events, \(report.steps) steps, \(tenths(days)) simulated days, "
                + "\(tenths(report.seconds)) s",
            "  orders   \(words(report.byStatus))",
            "  faults   \(words(report.faults))",
            "  deaths   \(words(report.deaths))",
            "  replayed \(report.replayed) dead letters",
            "  digest   \(report.digest)",
        ]
        for failure in report.failures {
            lines.append(
                terminal.paint("  seed \(failure.seed)", .red)
                    + "   (choreo simulate --seed \(failure.seed) --orders \(failure.orders) "
                    + "--per-shop \(failure.orders))")
            lines += failure.findings.map { "    " + $0.onOneLine }
        }
        if report.failures.isEmpty {
            lines.append(terminal.paint("  SOUND: everything is as promised", .green))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func words(_ counts: [String: Int]) -> String {
        let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        return words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    private func tenths(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
