package import RabbitMQ

/// Which deliveries of one subscription are still open; turns finished ones into as few acks as can be.
///
/// Delivery tags count up by one per channel (AMQP 0-9-1, 1.8.3.13), so everything below the lowest open tag
/// can be acknowledged with one `multiple`.
package struct AckTracker {
    private var open: Set<UInt64> = []
    private var lowestUnacked: UInt64 = 1
    private var highest: UInt64 = 0

    /// Nothing received yet.
    package init() {}

    /// How many deliveries are unsettled.
    package var openCount: Int { open.count }

    /// A delivery came in.
    package mutating func received(_ tag: UInt64) {
        open.insert(tag)
        highest = max(highest, tag)
    }

    /// These are done: what to tell the broker.
    package mutating func finished(_ tags: [UInt64]) -> [Settlement] {
        let tags = tags.filter { open.remove($0) != nil }.sorted()
        guard let last = tags.last else { return [] }
        let lowestOpen = open.min() ?? highest + 1
        var settlements: [Settlement] = []
        if let edge = tags.last(where: { $0 < lowestOpen }), edge >= lowestUnacked {
            settlements.append(.ack(edge, multiple: true))
            lowestUnacked = edge + 1
        }
        if last > lowestOpen {
            settlements += tags.filter { $0 > lowestOpen }.map { .ack($0, multiple: false) }
        }
        return settlements
    }

    /// This one is refused for good: it goes to the broker's own dead-letter exchange.
    package mutating func rejected(_ tag: UInt64) -> [Settlement] {
        open.remove(tag) == nil ? [] : [.reject(tag, requeue: false)]
    }
}
