import Choreography
import ShopEvents

/// Invariant 8: hearing the whole history again changes nothing, because every event is in the inbox of
/// whoever hears it, with the same body; or else still to be handled, or a dead letter.
extension Check {
    static let hearing: [Check] = Score.shop.parts.flatMap { part in
        [unheard(by: part.name), heardOtherwise(by: part.name), unnamed(by: part.name)]
    }

    private static func unheard(by participant: String) -> Check {
        Check(
            8,
            sql: """
                SELECT order_id, type || ' never reached ' || '\(participant)'
                    || iif(order_id IS NULL, ' (message ' || lower(hex(id)) || ')', '')
                FROM \(heard(by: participant)) AND id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM "\(participant)".inbox i WHERE i.id = said.id)
                    AND NOT EXISTS (SELECT 1 FROM "\(participant)".retries r WHERE r.id = said.id)
                    AND \(isNotDead(at: participant))
                """)
    }

    private static func heardOtherwise(by participant: String) -> Check {
        Check(
            8,
            sql: """
                SELECT order_id, '\(participant) knows ' || type || ' with another body'
                FROM \(heard(by: participant)) AND \(isNotDead(at: participant))
                    AND (SELECT hash FROM "\(participant)".inbox i WHERE i.id = said.id) != said.hash
                """)
    }

    /// Without a message id there is no inbox row: each must be a dead letter.
    private static func unnamed(by participant: String) -> Check {
        Check(
            8,
            sql: """
                SELECT NULL, count(*) || ' ' || type || ' without a message id never reached \(participant)'
                FROM \(heard(by: participant)) AND id IS NULL
                GROUP BY type
                HAVING count(*) > (SELECT count(*) FROM dead_letters d
                    WHERE d.id IS NULL AND d.type = said.type AND d.participant = '\(participant)')
                """)
    }

    private static func heard(by participant: String) -> String {
        """
        said WHERE type IN (SELECT type FROM hears WHERE participant = '\(participant)')
            AND at >= (SELECT cutoff FROM scope)
        """
    }

    private static func isNotDead(at participant: String) -> String {
        """
        NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.id = said.id AND d.participant = '\(participant)')
        """
    }
}
