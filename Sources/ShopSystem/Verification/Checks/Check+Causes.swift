import Choreography
import ShopEvents

/// Invariant 7: whoever says something names what made them say it, and has handled that.
///
/// What a timer says names the event that set the timer.
extension Check {
    static let causes: [Check] =
        [
            Check(
                7,
                sql: """
                    SELECT order_id, type || ' names no cause' FROM effects
                    WHERE cause IS NULL AND at >= (SELECT cutoff FROM scope)
                    """)
        ]
        + Score.shop.parts.filter { !$0.says.isEmpty }.map { part in
            // A cause that is older than the inbox reaches back is not asked for.
            Check(
                7,
                sql: """
                    SELECT order_id, 'the cause of ' || type || ' is not in the inbox of \(part.name)'
                    FROM effects e
                    WHERE participant = '\(part.name)' AND cause IS NOT NULL
                        AND at >= (SELECT cutoff FROM scope)
                        AND NOT EXISTS (SELECT 1 FROM "\(part.name)".inbox i WHERE i.id = e.cause)
                        AND NOT EXISTS (SELECT 1 FROM said c
                            WHERE c.id = e.cause AND c.at < (SELECT cutoff FROM scope))
                    """)
        }
}
