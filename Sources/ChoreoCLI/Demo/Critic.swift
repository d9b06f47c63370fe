import ShopSystem

/// Judges whether an order came to the end that its scenario demands.
enum Critic {
    /// What is wrong, in words; empty when all is well.
    ///
    /// - Parameter standing: how the order participant's own database has it.
    static func problems(
        of scenario: Scenario, events: [HistoryEvent], standing: OrderStanding?
    ) -> [String] {
        var problems: [String] = []
        if standing?.status != scenario.status {
            problems.append(
                "the order's database says \(standing?.status ?? "nothing"), not \(scenario.status)")
        }
        let told = status(toldBy: events)
        if told != scenario.status {
            problems.append("the events tell that it is \(told ?? "without an end"), not \(scenario.status)")
        }
        for type in scenario.saidOnce {
            let count = events.count { $0.type == type }
            if count != 1 { problems.append("\(type) was said \(count) times, not once") }
        }
        for type in scenario.neverSaid where events.contains(where: { $0.type == type }) {
            problems.append("\(type) was said")
        }
        if scenario.status == "cancelled", standing?.reason == nil { problems.append("no reason is given") }
        return problems.map { "\(scenario.rawValue): \($0)" }
    }

    /// The status that the last word of the order participant amounts to.
    static func status(toldBy events: [HistoryEvent]) -> String? {
        let ends = ["order.confirmed", "order.cancelling", "order.cancelled", "order.rejected"]
        return events.last { ends.contains($0.type) }.map { String($0.type.dropFirst("order.".count)) }
    }

    /// How many mails the events call for: one for each order and kind of news.
    static func mails(calledForBy events: [HistoryEvent]) -> Int {
        let written = [
            "order.placed", "order.confirmed", "order.cancelled", "order.rejected", "order.cancel_refused",
            "shipping.dispatched", "shipping.delivered",
        ]
        return Set(events.filter { written.contains($0.type) }.map { [$0.type, $0.orderID ?? ""] }).count
    }
}
