import RabbitMQManagement
import ShopSystem

/// A shop's status for people: a line for each participant, then what concerns all, then what is wrong.
struct StatusText {
    let status: ShopStatus
    private let problems: [StatusProblem]

    init(_ status: ShopStatus) {
        self.status = status
        problems = status.problems
    }

    /// The statuses of orders in the order of their life.
    private static let life = [
        "pending", "confirmed", "shipped", "delivered", "cancelling", "cancelled", "rejected",
    ]

    func text(on terminal: Terminal) -> String {
        let head =
            "\(status.broker.address)  \(status.at.precise.prefix(10)) \(status.at.clock.prefix(8)) UTC"
        let rows = [("orders", orders), ("alarms", alarms), ("unrouted", known(status.broker.unrouted))]
        return terminal.paint(head.onOneLine, .bold) + "\n" + table.text(on: terminal) + "\n"
            + rows.map { "\($0.0.padded(to: 9))  \($0.1.onOneLine)\n" }.joined() + "\n"
            + status.notes.map { terminal.paint("note: \($0.onOneLine)", .dim) + "\n" }.joined()
            + verdict(on: terminal)
    }

    private func verdict(on terminal: Terminal) -> String {
        guard !problems.isEmpty else { return terminal.paint("all is well", .green) + "\n" }
        return problems.map { problem in
            terminal.paint("wrong:", .red) + " \(problem.line.onOneLine)\n"
        }.joined()
    }

    private var orders: String {
        guard let orders = status.orders else { return "-" }
        let others = orders.keys.filter { !Self.life.contains($0) }.sorted()
        let words = (Self.life + others).compactMap { name in
            orders[name].flatMap { $0 > 0 ? "\($0) \(name)" : nil }
        }
        return words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    private var alarms: String {
        guard let alarms = status.broker.alarms else { return "-" }
        return alarms.isEmpty
            ? "none" : alarms.map { "\($0.resource) on \($0.node)" }.joined(separator: ", ")
    }

    private func known(_ number: Int?) -> String { number.map(String.init) ?? "-" }

    private var table: AlignedTable {
        AlignedTable(
            titles: StatusColumn.allCases.map(\.rawValue),
            rows: status.participants.map { participant in
                let kinds = Set(problems.filter { $0.participant == participant.name }.map(\.kind))
                return StatusColumn.allCases.map { column in
                    AlignedTable.Cell(
                        text: column.text(of: participant),
                        ink: column.alarming.isDisjoint(with: kinds) ? nil : .red)
                }
            })
    }
}
