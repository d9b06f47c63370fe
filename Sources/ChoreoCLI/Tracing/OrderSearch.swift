import ShopSystem

/// Finds the events of one order in a history that is read batch by batch.
struct OrderSearch: Sendable {
    /// The order id, or its beginning.
    let wanted: String
    /// How many events were looked at.
    private(set) var count = 0
    private var found: [String: [HistoryEvent]] = [:]
    /// Events that do not tell their order: a request may leave the order id to the order participant.
    private var nameless: [HistoryEvent] = []

    init(_ wanted: String) { self.wanted = wanted.lowercased() }

    /// Looks at the next events of the history.
    mutating func take(_ events: [HistoryEvent]) {
        count += events.count
        for event in events {
            guard let order = event.orderID else {
                nameless.append(event)
                continue
            }
            if order.hasPrefix(wanted) { found[order, default: []].append(event) }
        }
    }

    /// The one order that fits; nil if none does so far.
    ///
    /// - Throws: ``CommandFailure`` if there are several.
    func order() throws(CommandFailure) -> String? {
        if found[wanted] != nil { return wanted }
        guard found.count <= 1 else {
            throw CommandFailure(
                .failed,
                "\(found.count) orders begin with \(wanted); give more of the id: "
                    + found.keys.sorted().prefix(5).joined(separator: ", "))
        }
        return found.first?.key
    }

    /// What was said about it, in the order of the history, after what has set it off.
    func events(of order: String) -> [HistoryEvent] {
        let events = found[order] ?? []
        let causes = Set(events.compactMap(\.causationID))
        return nameless.filter { $0.messageID.map(causes.contains) ?? false } + events
    }
}
