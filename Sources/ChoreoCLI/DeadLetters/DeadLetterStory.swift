import ShopSystem

/// What was said about the orders of some dead letters; the history is read once for all of them.
struct DeadLetterStory {
    private let entries: [DeadLetterEntry]
    private let orders: Set<String>
    private let messages: Set<String>
    private var events: [HistoryEvent] = []

    init(of entries: [DeadLetterEntry]) {
        self.entries = entries
        orders = Set(entries.compactMap(\.orderID))
        messages = Set(entries.compactMap(\.messageID))
    }

    /// Looks at the next events of the history.
    mutating func take(_ batch: [HistoryEvent]) {
        events += batch.filter { event in
            event.orderID.map(orders.contains) ?? false || event.messageID.map(messages.contains) ?? false
                || event.causationID.map(messages.contains) ?? false
        }
    }

    /// What was said about the order of a dead letter; where it tells no order, the message and its effects.
    func trace(of entry: DeadLetterEntry) -> OrderTrace {
        let order = entry.orderID
        let around = events.filter { event in
            (order != nil && event.orderID == order)
                || (entry.messageID != nil
                    && (event.messageID == entry.messageID || event.causationID == entry.messageID))
        }
        let letters = entries.filter { other in
            other.isSame(as: entry) || (order != nil && other.orderID == order)
        }
        return OrderTrace(order: order ?? "-", events: around, letters: letters)
    }
}
