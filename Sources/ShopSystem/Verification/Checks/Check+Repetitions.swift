/// Effects that were stated twice under different message ids, or that exclude each other: each breaks the
/// invariant of what it is about. The same message published again is harmless and not meant.
extension Check {
    static let repetitions: [Check] =
        once.map { invariant, types in
            Check(
                invariant,
                sql: """
                    SELECT order_id, type || ' was said ' || count(*) || ' times'
                    FROM effects WHERE \(isOne(of: types)) GROUP BY order_id, type HAVING count(*) > 1
                    """)
        }
        + exclusive.map { invariant, one, other in
            Check(
                invariant,
                sql: """
                    SELECT order_id, '\(one) was said, and \(other) as well' FROM effects e
                    WHERE type = '\(one)' AND EXISTS (SELECT 1 FROM effects o
                        WHERE o.order_id = e.order_id AND o.type = '\(other)')
                    """)
        }

    /// How many effects there are too many.
    static let duplicated = """
        SELECT coalesce(sum(times - 1), 0) FROM (SELECT count(*) AS times FROM effects
            WHERE \(isOne(of: once.flatMap { $0.1 })) GROUP BY order_id, type)
        """

    /// What the dance says at most once for an order. `order.cancelling` and the refusals may come again,
    /// since a customer may ask again.
    private static let once: [(Int, [String])] = [
        (2, ["order.placed", "order.rejected", "order.confirmed", "order.cancelled"]),
        (3, ["payment.processed", "payment.failed", "payment.refunded", "payment.voided"]),
        (4, ["inventory.reserved", "inventory.rejected", "inventory.released"]),
        (
            5,
            [
                "shipping.scheduled", "shipping.failed", "shipping.cancelled", "shipping.dispatched",
                "shipping.delivered",
            ]
        ),
    ]

    private static let exclusive: [(Int, String, String)] = [
        (2, "order.placed", "order.rejected"),
        (3, "payment.processed", "payment.failed"), (3, "payment.processed", "payment.voided"),
        (3, "payment.failed", "payment.voided"),
        (4, "inventory.reserved", "inventory.rejected"), (4, "inventory.released", "inventory.rejected"),
        (5, "shipping.scheduled", "shipping.failed"), (5, "shipping.dispatched", "shipping.cancelled"),
    ]

    private static func isOne(of types: [String]) -> String {
        "type IN (\(types.map { "'\($0)'" }.joined(separator: ", ")))"
    }
}
