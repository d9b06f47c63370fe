import ShopEvents

/// What has become of a plan, held against what was planned.
extension ChaosPlan {
    /// In the reason of an order whose deadline passed.
    private static let expiry = "not confirmed in time"

    /// Orders that have come to another end than their story tells.
    func unplanned(_ ends: [String: OrderStandings.Standing]) -> [Violation] {
        var unplanned: [String: [String]] = [:]
        for order in orders {
            guard let end = ends[order.id.text] else { continue }
            let hasExpired = end.reason?.contains(Self.expiry) ?? false
            guard !order.story.mayEnd(as: end.status, hasExpired: hasExpired) else { continue }
            let words =
                "was to be \(order.story.rawValue) and is \(end.status)\(end.reason.map { ": \($0)" } ?? "")"
            unplanned[words, default: []].append(order.id.text)
        }
        return unplanned.sorted { $0.key < $1.key }
            .map { Violation(invariant: 2, orders: $0.value.sorted(), message: $0.key) }
    }

    /// The plan knows what the warehouse has brought.
    func otherDeliveries(than stock: [Figures.Stock]) -> [Violation] {
        var brought: [String: Int] = [:]
        for case .stock(let event) in publications.map(\.content) {
            brought[event.sku.text, default: 0] += event.quantity
        }
        guard stock.contains(where: { $0.received != brought[$0.sku] ?? 0 }) else { return [] }
        return [
            Violation(
                invariant: 4, orders: [], message: "the books tell other deliveries than the warehouse made")
        ]
    }
}
