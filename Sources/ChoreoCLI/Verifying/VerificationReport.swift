import Choreography
import ShopSystem

/// A verification for people: the figures in short, what is wrong, and one line with the verdict.
struct VerificationReport {
    private let verification: Verification
    private let hasBroker: Bool
    private var figures: Figures { verification.figures }

    /// Orders that are named with a violation; the JSON form has all.
    private static let shownOrders = 5

    init(_ verification: Verification, hasBroker: Bool) {
        self.verification = verification
        self.hasBroker = hasBroker
    }

    /// How the command ends; nil: all is well. A violation weighs more than what still moves.
    var exitCode: CommandFailure.Code? {
        if !verification.violations.isEmpty { return .failed }
        return verification.isAtRest ? nil : .temporary
    }

    func text(on terminal: Terminal = .output) -> String {
        rows.map { "\($0.onOneLine.padded(to: 18))\($1.isEmpty ? "none" : $1.onOneLine)\n" }.joined()
            + verification.violations.map { text(of: $0, on: terminal) }.joined() + verdict(on: terminal)
            + "\n"
    }

    private var rows: [(String, String)] {
        var rows = [("orders", counts(figures.orders))]
        if let requested = figures.requested {
            let numbers = [
                ("requested", requested), ("accepted", figures.accepted), ("rejected", figures.rejected),
                ("lost", figures.lost ?? 0), ("duplicated effects", figures.duplicated ?? 0),
            ]
            rows.append(("requests", numbers.map { "\($0.1) \($0.0)" }.joined(separator: ", ")))
        }
        rows += [
            ("charged", sums(figures.charges)), ("refunded", sums(figures.refunds)),
            ("confirmed", sums(figures.confirmedTotals)),
        ]
        for stock in figures.stock {
            let places = "\(stock.onHand) on hand, \(stock.reserved) reserved, \(stock.shipped) shipped"
            rows.append(
                ("stock \(stock.sku)", "\(stock.initial) initial + \(stock.received) received: \(places)"))
        }
        rows += [
            ("shipments", counts(figures.shipments)),
            ("mails", counts(figures.mails) + (figures.mailFiles.map { "; \($0) on file" } ?? "")),
        ]
        if let letters = figures.deadLetters {
            let words = letters.map { "\($0.count) \($0.participant) \($0.reason)" }
            rows.append(("dead letters", words.joined(separator: ", ")))
        }
        if let events = figures.events {
            let repeated = figures.repeated.map { $0 > 0 ? "; \($0) published again" : "" } ?? ""
            rows.append(("history", "\(events.values.reduce(0, +)) events\(repeated)"))
        }
        let parked = figures.backlog.filter { $0.parked > 0 }.map { "\($0.parked) of \($0.participant)" }
        if !parked.isEmpty { rows.append(("refused events", parked.joined(separator: ", "))) }
        return rows
    }

    private func text(of violation: Violation, on terminal: Terminal) -> String {
        let shown = violation.orders.prefix(Self.shownOrders).joined(separator: ", ").onOneLine
        let rest = violation.orders.count - Self.shownOrders
        let mark = terminal.paint("invariant \(violation.invariant)", .red)
        let headline = "\(mark)  \(violation.message.onOneLine)\n"
        guard !violation.orders.isEmpty else { return headline }
        return headline + "    \(shown)\(rest > 0 ? " and \(rest) more" : "")\n"
    }

    private func verdict(on terminal: Terminal) -> String {
        let scope = hasBroker ? "" : " (databases only)"
        let orders = Set(verification.violations.flatMap(\.orders)).count
        let kinds = verification.violations.count
        let broken =
            "\(kinds) violation\(kinds == 1 ? "" : "s") about \(orders) order\(orders == 1 ? "" : "s")"
        guard verification.isAtRest else {
            let moving = "NOT AT REST\(scope): \(verification.moving.words)"
            return terminal.paint(kinds == 0 ? moving : "\(moving); so far \(broken)", .yellow)
        }
        return kinds == 0
            ? terminal.paint("SOUND\(scope): at rest, and every invariant holds", .green)
            : terminal.paint("VIOLATED\(scope): at rest, with \(broken)", .red)
    }

    private func counts(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    private func sums(_ sums: [Figures.Sum]) -> String {
        sums.map { sum in
            let money = Gist.money(
                .object(["amount": .integer(Int(sum.amount)), "currency": .string(sum.currency)]))
            return "\(sum.count), \(money ?? "")"
        }.joined(separator: "; ")
    }
}
