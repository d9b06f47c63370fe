/// Invariant 6: one mail for each piece of news, and none for what did not happen.
extension Check {
    static let mails: [Check] = [
        Check(
            6,
            sql: """
                WITH \(news)
                SELECT order_id, 'there is no mail ' || kind FROM news
                WHERE NOT EXISTS (SELECT 1 FROM email.mails m
                        WHERE m.order_id = news.order_id AND m.kind = news.kind)
                    AND \(noDeadLetter("news.order_id", at: "email"))
                """),
        Check(
            6,
            sql: """
                WITH \(news), untrue AS (
                    SELECT order_id, kind FROM email.mails EXCEPT SELECT order_id, kind FROM news)
                SELECT order_id, 'there is a mail ' || kind || ', which did not happen' FROM untrue
                """),
        // Whose address was forgotten in time, or lies in a dead letter, is told nothing more.
        Check(
            6,
            sql: """
                SELECT order_id, 'the mail ' || kind || ' was kept and never sent' FROM email.mails
                WHERE status = 'kept' AND \(noDeadLetter("mails.order_id", at: "email"))
                    AND EXISTS (SELECT 1 FROM email.addressees a WHERE a.order_id = mails.order_id)
                """),
        Check(
            6,
            sql: """
                SELECT m.order_id, 'the mail ' || m.kind || ' was sent, and the mail folder or file has '
                    || (SELECT count(*) FROM mail_files f WHERE f.order_id = m.order_id AND f.kind = m.kind)
                    || ' of it'
                FROM email.mails m, scope
                WHERE has_mails AND m.status = 'sent' AND 1 != (SELECT count(*) FROM mail_files f
                    WHERE f.order_id = m.order_id AND f.kind = m.kind)
                """),
        Check(
            6,
            sql: """
                SELECT order_id, 'the mail folder or file has a mail ' || kind || ' that email knows nothing of'
                FROM mail_files f
                WHERE NOT EXISTS (SELECT 1 FROM email.mails m
                        WHERE m.order_id = f.order_id AND m.kind = f.kind AND m.status = 'sent')
                    AND \(noDeadLetter("f.order_id", at: "email"))
                """),
    ]

    /// What customers have to be told, as order and shipping know it.
    private static let news = """
        news(order_id, kind) AS (
            SELECT DISTINCT stream, CASE type WHEN 'placed' THEN 'received' ELSE type END
            FROM "order".events
            WHERE type IN ('placed', 'rejected', 'confirmed', 'cancelled', 'cancel_refused')
            UNION SELECT order_id, 'dispatched' FROM shipping.shipments
                WHERE status IN ('dispatched', 'delivered')
            UNION SELECT order_id, 'delivered' FROM shipping.shipments WHERE status = 'delivered')
        """
}
