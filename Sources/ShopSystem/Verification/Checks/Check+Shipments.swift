/// Invariant 5: a shipment exists only for an order that was charged and reserved, and none leaves after its
/// order was cancelled.
extension Check {
    static let shipments: [Check] = [
        Check(
            5,
            sql: """
                SELECT o.order_id,
                    'is ' || o.status || ', and its shipment is ' || coalesce(s.status, 'not there')
                FROM "order".orders o LEFT JOIN shipping.shipments s USING (order_id)
                WHERE CASE o.status
                    WHEN 'confirmed' THEN s.status IS NOT 'scheduled'
                    WHEN 'shipped' THEN s.status IS NOT 'dispatched'
                    WHEN 'delivered' THEN s.status IS NOT 'delivered'
                    WHEN 'cancelled' THEN coalesce(s.status IN ('scheduled', 'dispatched', 'delivered'), 1)
                    WHEN 'rejected' THEN s.status IN ('scheduled', 'dispatched', 'delivered')
                    WHEN 'withdrawn' THEN s.status IN ('scheduled', 'dispatched', 'delivered')
                    ELSE 0 END
                    AND \(noDeadLetter("o.order_id", at: "order", "shipping"))
                """),
        // The other states are compared with payment and stock one by one: invariants 3 and 4.
        Check(
            5,
            sql: """
                SELECT s.order_id, 'its shipment is ' || s.status
                    || ', its payment ' || coalesce(p.status, 'not there')
                    || ', its reservation ' || coalesce(r.status, 'not there')
                FROM shipping.shipments s LEFT JOIN "order".orders o USING (order_id)
                    LEFT JOIN payment.payments p USING (order_id)
                    LEFT JOIN inventory.reservations r USING (order_id)
                WHERE s.status IN ('scheduled', 'dispatched', 'delivered')
                    AND coalesce(o.status, 'unknown') IN ('unknown', 'pending', 'cancelling')
                    AND (o.status IS NULL OR p.status IS NOT 'charged'
                        OR coalesce(r.status NOT IN ('reserved', 'shipped'), 1))
                """),
        Check(
            5,
            sql: """
                SELECT e.order_id, 'was scheduled, and ' || needed.column1 || ' was never said'
                FROM effects e JOIN (VALUES ('payment.processed'), ('inventory.reserved')) needed
                WHERE e.type = 'shipping.scheduled'
                    AND EXISTS (SELECT 1 FROM said p
                        WHERE p.order_id = e.order_id AND p.type = 'order.placed')
                    AND NOT EXISTS (SELECT 1 FROM effects s
                        WHERE s.order_id = e.order_id AND s.type = needed.column1)
                """),
        Check(
            5,
            sql: """
                SELECT e.order_id, 'shipping.dispatched was said, and order.cancelled as well'
                FROM effects e WHERE e.type = 'shipping.dispatched'
                    AND EXISTS (SELECT 1 FROM effects c
                        WHERE c.order_id = e.order_id AND c.type = 'order.cancelled')
                """),
        Check(
            5,
            sql: """
                SELECT order_id, 'shares the parcel ' || tracking_number || ' with another order'
                FROM shipping.shipments
                WHERE tracking_number IN (SELECT tracking_number FROM shipping.shipments
                    WHERE tracking_number IS NOT NULL GROUP BY tracking_number HAVING count(*) > 1)
                """),
    ]
}
