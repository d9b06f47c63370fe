import ChoreographyTesting
import ShopSystem

/// What a search has found, for people.
struct ExplorationText {
    private let shop: ShopExploration
    private let report: ExplorationReport

    init(_ shop: ShopExploration, _ report: ExplorationReport) {
        (self.shop, self.report) = (shop, report)
    }

    func text(on terminal: Terminal) -> String {
        var text = terminal.paint(title, .bold) + "\n"
        text +=
            "  \(report.states) states, \(report.transitions) transitions, \(report.statesAtRest) states at rest, "
            + "\(report.depth) steps deep, \(tenths(report.seconds)) s\n"
        for violation in report.violations {
            text += "\n" + terminal.paint("  \(violation.invariant)", .red) + ": \(violation.objection)\n"
            for (number, step) in violation.story.enumerated() { text += "    \(number + 1). \(step)\n" }
            for state in violation.states { text += terminal.paint("       \(state.onOneLine)", .dim) + "\n" }
        }
        if !report.isComplete {
            text += terminal.paint("  not everything was seen: raise --limit", .yellow) + "\n"
        } else if report.violations.isEmpty {
            text += terminal.paint("  SOUND: every invariant holds in every state", .green) + "\n"
        }
        return text + "\n"
    }

    private var title: String {
        var parts = [
            shop.orders == 1 ? "one order" : "\(shop.orders) orders",
            "stock \(shop.stock)", "\(shop.duplicates) extra deliveries", "\(shop.deaths) deaths",
            "\(shop.cancellations) cancellations",
        ]
        if shop.deadlines { parts.append("deadline") }
        if shop.collections { parts.append("carrier") }
        if shop.mails { parts.append("mails") }
        return parts.joined(separator: ", ")
    }

    private func tenths(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }
}

/// The same for machines.
struct ExplorationOutcome: Encodable {
    let shop: ShopExploration
    let report: ExplorationReport

    func encode(to encoder: any Encoder) throws {
        try shop.encode(to: encoder)
        try report.encode(to: encoder)
    }
}
