import ShopSystem

/// The report of a chaos run, for people.
struct ChaosText {
    private let report: ChaosReport

    /// Orders that are named with a violation; the JSON form has all.
    private static let shownOrders = 5

    init(_ report: ChaosReport) { self.report = report }

    func text(on terminal: Terminal) -> String {
        var text = "\n" + heading("Orders", terminal)
        text += Table.text(["story", "orders"], rows(report.byStory))
        text += "\n" + Table.text(["ended as", "orders"], rows(report.byStatus))
        text += "\n" + heading("Faults", terminal) + Table.text(["fault", "times"], rows(report.faults))
        if !report.deadLetters.isEmpty {
            text += "\n" + heading("Dead letters", terminal)
            text += Table.text(
                ["participant", "reason", "expected", "letters"],
                report.deadLetters.map {
                    [$0.participant, $0.reason, $0.isExpected ? "yes" : "NO", "\($0.count)"]
                })
        }
        text += "\n" + figures.map { "\($0.0.padded(to: 22))\($0.1)\n" }.joined() + "\n"
        for note in report.notes { text += terminal.paint("! \(note.onOneLine)\n", .yellow) }
        text += report.violations.map { violation($0, terminal) }.joined()
        return text + verdict(terminal) + "\n"
    }

    private var figures: [(String, String)] {
        [
            ("seed", "\(report.seed)"),
            ("accepted", "\(report.accepted) of \(report.orders)"),
            ("lost", "\(report.lost.count)" + names(report.lost)),
            ("duplicated effects", "\(report.duplicated)"),
            (
                "duplicates stopped",
                "\(report.duplicatesStopped), of which \(report.duplicatesPublished) on purpose"
            ),
            ("forgeries refused", "\(report.forgeriesRefused) by the broker"),
            ("disks full", "\(report.noticedDisks) noticed of \(report.faults["disk_full"] ?? 0)"),
            ("dead letters replayed", "\(report.replayed) of killed workers"),
            ("worker restarts", "\(report.workerRestarts)"),
            ("heard again", rehearing),
            ("took", "\(Int(report.seconds.rounded())) s"),
        ]
    }

    private var rehearing: String {
        guard let rehearing = report.rehearing else { return "not done" }
        let change =
            rehearing.changed.isEmpty
            ? "all \(rehearing.tables) tables as before"
            : "CHANGED \(rehearing.changed.joined(separator: ", "))"
        return "\(rehearing.events) events, \(change)\(rehearing.isAtRest ? "" : ", NOT AT REST")"
    }

    private func violation(_ violation: Violation, _ terminal: Terminal) -> String {
        let mark = terminal.paint("invariant \(violation.invariant)", .red)
        return "\(mark)  \(violation.message.onOneLine)\(names(violation.orders))\n"
    }

    private func names(_ orders: [String]) -> String {
        guard !orders.isEmpty else { return "" }
        let rest = orders.count - Self.shownOrders
        let shown = orders.prefix(Self.shownOrders).joined(separator: ", ").onOneLine
        return ": \(shown)\(rest > 0 ? " and \(rest) more" : "")"
    }

    private func verdict(_ terminal: Terminal) -> String {
        if report.isSound {
            return terminal.paint(
                "SOUND: 0 lost, 0 duplicated, every order at rest, every invariant holds", .green)
        }
        guard report.isAtRest else {
            return terminal.paint("NOT AT REST: \(report.moving.words)", .red)
        }
        return terminal.paint(
            "VIOLATED: \(report.lost.count) lost, \(report.duplicated) duplicated, "
                + "\(report.violations.count) kinds of violation", .red)
    }

    private func heading(_ title: String, _ terminal: Terminal) -> String {
        terminal.paint(title, .bold) + "\n\n"
    }

    private func rows(_ counts: [String: Int]) -> [[String]] {
        counts.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
    }
}
