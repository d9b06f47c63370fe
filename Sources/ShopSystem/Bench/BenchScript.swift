import RabbitMQ
import ShopEvents

/// All that is said from outside in one round, made beforehand so that making it is not measured.
struct BenchScript: Sendable {
    /// A message, and when it is said.
    struct Line: Sendable {
        let message: OutsideMessage
        /// So many orders have been asked for before.
        let position: Int
        /// The order that waits from here on: the last thing that its customer does.
        let order: Int?
    }

    /// In the order in which they are said.
    let lines: [Line]
    /// By order, what is to become of it.
    let stories: [ChaosStory]
    /// The orders by id.
    let indices: [String: Int]

    /// - Throws: `CancellationError`.
    init(seed: UInt64, orders: Int, mix: BenchMix) throws {
        let plan = ChaosPlan(seed: seed, orders: orders, faults: 0, stories: mix.stories)
        let ids = plan.orders.enumerated().map { ($1.id.text, $0) }
        let indices = Dictionary(ids, uniquingKeysWith: { first, _ in first })
        stories = plan.orders.map(\.story)
        var asked: Set<Int> = []
        var lines: [Line] = []
        for publication in plan.publications {
            try Task.checkCancellation()
            let order = publication.orderID.flatMap { indices[$0] }
            // To ask once more is no reason to wait anew.
            let isRepetition = publication.isRequest && order.map { !asked.insert($0).inserted } ?? false
            lines.append(
                Line(
                    message: try publication.message(), position: publication.position,
                    order: isRepetition ? nil : order))
        }
        (self.lines, self.indices) = (lines, indices)
    }
}

extension ChaosPublication {
    fileprivate var isRequest: Bool { if case .request = content { true } else { false } }

    fileprivate var orderID: String? {
        switch content {
        case .request(let event): event.orderID?.text
        case .cancel(let event): event.orderID.text
        case .stock: nil
        }
    }
}

extension ChaosStory {
    /// The events that end an order, as far as they may end this one.
    var lastEvents: Set<String> {
        let ends = ["confirmed", "cancelled", "rejected"].filter { mayEnd(as: $0, hasExpired: false) }
        return Set(ends.map { "order.\($0)" })
    }
}
