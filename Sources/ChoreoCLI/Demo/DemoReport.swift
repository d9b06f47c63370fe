import ShopSystem

/// How the demo ended.
struct DemoReport: Encodable {
    struct Order: Encodable, Hashable {
        let scenario: String
        let order_id: String
        let status: String
        let reason: String?

        /// A missing reason is written as null, so that every order has the same keys.
        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(scenario, forKey: .scenario)
            try values.encode(order_id, forKey: .order_id)
            try values.encode(status, forKey: .status)
            try values.encode(reason, forKey: .reason)
        }

        enum CodingKeys: CodingKey { case scenario, order_id, status, reason }
    }

    struct DeadLetter: Encodable, Hashable {
        let queue: String
        let type: String
        let exception_type: String
    }

    let orders: [Order]
    let dead_letters: [DeadLetter]
    let mails: Int
    /// Whether every one ended as it must.
    let ok: Bool
    /// What did not, in words; not part of the JSON form.
    let problems: [String]

    enum CodingKeys: CodingKey { case orders, dead_letters, mails, ok }

    /// For people.
    func text(on terminal: Terminal) -> String {
        var text = "\n\(terminal.paint("How it ended", .bold))\n\n"
        text += Table.text(
            ["scenario", "order", "status", "reason"],
            orders.map { [$0.scenario, $0.order_id, $0.status, $0.reason ?? ""] })
        text += "\n\(terminal.paint("Dead letters", .bold))\n\n"
        text += Table.text(
            ["queue", "type", "reason"], dead_letters.map { [$0.queue, $0.type, $0.exception_type] })
        text += "\nMails written: \(mails)\n\n"
        for problem in problems { text += terminal.paint("✗ \(problem)\n", .red) }
        text +=
            ok
            ? terminal.paint("Every order ended as it must.\n", .green)
            : terminal.paint("Not everything ended as it must.\n", .red)
        return text
    }
}
