import Foundation
import GRDB
import RabbitMQ

/// Deliveries that are to be tried again later, and those of the same saga that wait behind them.
enum Retries {
    struct Row: Sendable {
        let sequence: Int64
        let attempt: Int
        let due: Date
        let delivery: Delivery
    }

    /// Keeps the delivery; does nothing (false) when it is kept already.
    static func insert(
        _ delivery: Delivery, id: MessageKey, key: String, attempt: Int, due: Date, failure: String?,
        in db: Database
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO retries
                    (id, key, attempt, due, exchange, routing_key, properties, body, failure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, key, attempt, due.milliseconds, delivery.exchange, delivery.routingKey,
            Data(try delivery.properties.encoded()), Data(delivery.body), failure,
        ])
        return db.changesCount == 1
    }

    static func reschedule(
        _ sequence: Int64, attempt: Int, due: Date, failure: String, in db: Database
    ) throws {
        try db.execute(
            sql: "UPDATE retries SET attempt = ?, due = ?, failure = ? WHERE sequence = ?",
            arguments: [attempt, due.milliseconds, failure, sequence])
    }

    /// Removes the row, and lets those of the same saga that waited behind it go on at once.
    static func finish(_ sequence: Int64, key: String, at now: Date, in db: Database) throws {
        try db.execute(sql: "DELETE FROM retries WHERE sequence = ?", arguments: [sequence])
        try db.execute(
            sql: "UPDATE retries SET due = ? WHERE key = ? AND attempt = 0",
            arguments: [now.milliseconds, key])
    }

    /// What is due: of each saga only the oldest, so that its events keep their order.
    static func due(at now: Date, limit: Int, in db: Database) throws -> [Row] {
        try GRDB.Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT * FROM retries AS head WHERE due <= ? AND sequence =
                        (SELECT min(sequence) FROM retries WHERE key = head.key)
                    ORDER BY sequence LIMIT ?
                    """), arguments: [now.milliseconds, limit]
        ).map { row in
            Row(
                sequence: row["sequence"], attempt: row["attempt"], due: Date(milliseconds: row["due"]),
                delivery: Delivery(
                    tag: 0, redelivered: true, exchange: row["exchange"], routingKey: row["routing_key"],
                    properties: try BasicProperties(encoded: [UInt8](row["properties"] as Data)),
                    body: [UInt8](row["body"] as Data)))
        }
    }

    /// How many rows each saga has here.
    static func held(in db: Database) throws -> [String: Int] {
        try GRDB.Row.fetchAll(db, sql: "SELECT key, count(*) AS n FROM retries GROUP BY key")
            .reduce(into: [:]) { $0[$1["key"]] = $1["n"] }
    }

    static func count(in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM retries")) ?? 0
    }

    static func next(in db: Database) throws -> Date? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(due) FROM retries"))
            .map(Date.init(milliseconds:))
    }
}
