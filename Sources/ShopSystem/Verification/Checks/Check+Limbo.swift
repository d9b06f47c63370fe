/// Invariant 1: every order that was asked for comes to an end, or a dead letter tells why not.
extension Check {
    static let limbo: [Check] = [
        // A pending order whose deadline runs is not in limbo; one that is retried has not come to rest.
        Check(
            1,
            sql: """
                SELECT order_id, 'is ' || status || ' and nothing is on its way that would end it'
                FROM "order".orders
                WHERE status IN ('pending', 'cancelling')
                    AND NOT (status = 'pending' AND EXISTS (SELECT 1 FROM "order".timers t
                        WHERE t.name = 'deadline' AND t.key = orders.order_id))
                    AND \(isNotRetried)
                    AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.order_id = orders.order_id)
                """),
        Check(
            1, sql: lost.replacing("SELECT count(*)", with: "SELECT order_id, 'was requested and is lost'")),
    ]

    /// Sound requests that order should know and does not.
    static let lost = """
        SELECT count(*) FROM said
        WHERE type = 'order.requested' AND is_sound = 1
            AND NOT EXISTS (SELECT 1 FROM "order".orders o WHERE o.order_id = said.order_id)
            AND NOT EXISTS (SELECT 1 FROM "order".retries r WHERE r.id = said.id)
            AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.id = said.id AND d.participant = 'order')
        """

    private static let isNotRetried = ["order", "payment", "inventory", "shipping"]
        .map { "NOT EXISTS (SELECT 1 FROM \"\($0)\".retries r WHERE r.key = orders.order_id)" }
        .joined(separator: " AND ")
}
