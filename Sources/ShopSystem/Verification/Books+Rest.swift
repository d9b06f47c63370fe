import Choreography
import Foundation
import GRDB
import ShopEvents

extension Books {
    /// What is still moving, as far as databases and queues tell.
    func movements(at now: Date = Date()) async throws -> [Movement] {
        try await look { db in
            var found: [(Movement.Kind, String, Int?)] = []
            let depths = try Row.fetchAll(db, sql: "SELECT participant, depth FROM queues")
            for row in depths { found.append((.messages, row[0], row[1])) }
            for name in Score.shop.parts.map(\.name) {
                let due = Int64(now.timeIntervalSince1970 * 1000)
                let counts: [(Movement.Kind, String)] = [
                    (.outbox, "SELECT count(*) FROM \"\(name)\".outbox WHERE parked IS NULL"),
                    (.retries, "SELECT count(*) FROM \"\(name)\".retries"),
                    (
                        .timers,
                        "SELECT count(*) FROM \"\(name)\".timers WHERE due <= \(due)"
                    ),
                ]
                for (kind, sql) in counts { found.append((kind, name, try Int.fetchOne(db, sql: sql))) }
            }
            let deadlines = try Int.fetchOne(db, sql: Self.runningDeadlines)
            found.append((.deadlines, "order", deadlines))
            return found.compactMap { kind, participant, count in
                count.flatMap { $0 > 0 ? Movement(kind: kind, participant: participant, count: $0) : nil }
            }
        }
    }

    private static let runningDeadlines = """
        SELECT count(*) FROM "order".timers t JOIN "order".orders ON order_id = key
        WHERE t.name = 'deadline' AND status = 'pending'
        """
}
