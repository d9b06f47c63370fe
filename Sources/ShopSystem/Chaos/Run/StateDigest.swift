import Choreography
import GRDB

/// What the participants know, in short: a digest of each table that is a participant's own. The runtime's
/// tables are left out, since they tell what was heard and not what it led to.
enum StateDigest {
    private static let runtime: Set<String> = [
        "inbox", "outbox", "retries", "suspects", "grdb_migrations",
    ]

    /// By table, as in `payment.payments`.
    static func take(of configuration: SystemConfiguration) async throws -> [String: String] {
        let books = try await Books.open(configuration.dataFolders)
        do {
            let digests = try await books.look { db in
                try RunningSystem.workers.reduce(into: [String: String]()) { digests, participant in
                    for table in try tables(of: participant, in: db) {
                        digests["\(participant).\(table)"] = try digest(of: table, of: participant, in: db)
                    }
                }
            }
            try books.close()
            return digests
        } catch {
            try? books.close()
            throw error
        }
    }

    private static func tables(of participant: String, in db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM "\(participant)".sqlite_schema
                WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name
                """
        ).filter { !runtime.contains($0) }
    }

    /// The number of rows, and a sum over them that does not depend on their order.
    private static func digest(of table: String, of participant: String, in db: Database) throws -> String {
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(participant)\".\"\(table)\"")
        var (count, sum) = (0, Int64(0))
        while let row = try rows.next() {
            count += 1
            let text = row.map { "\($0.0)=\($0.1)" }.joined(separator: "\u{1F}")
            sum &+= contentHash(Array(text.utf8))
        }
        return "\(count) \(sum)"
    }
}
