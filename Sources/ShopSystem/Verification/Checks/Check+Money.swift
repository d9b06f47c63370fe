/// Invariant 3: who is confirmed has paid once, who is cancelled has paid nothing in the end. As it holds for
/// each order, charges minus refunds are the sum of the confirmed totals.
extension Check {
    static let money: [Check] = [
        Check(
            3,
            sql: """
                SELECT o.order_id,
                    'is ' || o.status || ', and its payment is ' || coalesce(p.status, 'not there')
                FROM "order".orders o LEFT JOIN payment.payments p USING (order_id)
                WHERE CASE o.status
                    WHEN 'confirmed' THEN p.status IS NOT 'charged'
                    WHEN 'shipped' THEN p.status IS NOT 'charged'
                    WHEN 'delivered' THEN p.status IS NOT 'charged'
                    WHEN 'cancelled' THEN coalesce(p.status NOT IN ('failed', 'voided', 'refunded'), 1)
                    WHEN 'rejected' THEN p.status IS NOT NULL
                    WHEN 'withdrawn' THEN p.status IS NOT NULL
                    ELSE 0 END
                """),
        Check(
            3,
            sql: """
                SELECT p.order_id, 'its total is ' || o.total || ' ' || o.currency || ', taken were '
                    || p.amount || ' ' || p.currency
                FROM payment.payments p JOIN "order".orders o USING (order_id)
                WHERE p.amount IS NOT NULL AND (p.amount IS NOT o.total OR p.currency IS NOT o.currency)
                """),
        Check(
            3,
            sql: """
                SELECT order_id, 'has a payment, and order does not know it' FROM payment.payments p
                WHERE NOT EXISTS (SELECT 1 FROM "order".orders o WHERE o.order_id = p.order_id)
                """),
        Check(
            3,
            sql: """
                SELECT e.order_id, e.type || ' says ' || e.amount || ' ' || e.unit
                    || ', the books of payment ' || p.amount || ' ' || p.currency
                FROM effects e JOIN payment.payments p USING (order_id)
                WHERE e.type IN ('payment.processed', 'payment.refunded')
                    AND p.amount IS NOT NULL AND (e.amount IS NOT p.amount OR e.unit IS NOT p.currency)
                """),
        Check(
            3,
            sql: """
                SELECT e.order_id,
                    e.type || ' was said, and its payment is ' || coalesce(p.status, 'not there')
                FROM effects e LEFT JOIN payment.payments p USING (order_id)
                WHERE CASE e.type
                    WHEN 'payment.processed' THEN coalesce(p.status NOT IN ('charged', 'refunded'), 1)
                    WHEN 'payment.refunded' THEN p.status IS NOT 'refunded'
                    WHEN 'payment.failed' THEN p.status IS NOT 'failed'
                    WHEN 'payment.voided' THEN p.status IS NOT 'voided'
                    ELSE 0 END
                """),
    ]
}
