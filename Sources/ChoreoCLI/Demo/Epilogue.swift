import ShopEvents
import ShopSystem

/// Looks at everything once the story is over, and sums it up.
struct Epilogue {
    let stage: any Stage
    let orders: [Scenario: OrderID]

    func report() async throws -> DemoReport {
        let expectedMails = Critic.mails(calledForBy: await stage.chronicle.events)
        // Mails are the last link of the chain. That one is missing is told by the report.
        try? await waitUntil("the mails are written", timeout: .seconds(15)) {
            Maildir.count(stage.maildir) >= expectedMails
        }
        try await stage.chronicle.waitUntilQuiet(for: .milliseconds(200))
        var (lines, problems) = ([DemoReport.Order](), [String]())
        for scenario in Scenario.allCases {
            guard let order = orders[scenario] else { continue }
            let standing = try await OrderStanding.read(order.text, in: stage.orderDatabase)
            problems += Critic.problems(
                of: scenario, events: await stage.chronicle.events(of: order.text), standing: standing)
            lines.append(
                .init(
                    scenario: scenario.rawValue, order_id: order.text, status: standing?.status ?? "unknown",
                    reason: standing?.reason))
        }
        let letters = try await stage.deadLetters().map {
            DemoReport.DeadLetter(queue: $0.queue, type: $0.type, exception_type: $0.exceptionType)
        }
        let poison = DemoReport.DeadLetter(
            queue: "order.dlq", type: "order.requested", exception_type: "not-json")
        if letters != [poison] {
            problems.append("the dead letters must be the one poison message, in order.dlq")
        }
        let mails = Maildir.count(stage.maildir)
        if mails != expectedMails { problems.append("\(mails) mails were written, not \(expectedMails)") }
        return DemoReport(
            orders: lines, dead_letters: letters, mails: mails, ok: problems.isEmpty, problems: problems)
    }
}
