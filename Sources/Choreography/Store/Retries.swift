import Foundation
import GRDB
import RabbitMQ

/// Deliveries that are to be tried again later, and those of the same saga that wait behind them.
enum Retries {
    struct Row: Sendable {
        let sequence: Int64
        let key: String
        let attempt: Int
        let due: Date
        let delivery: Delivery

        var source: Work.Source { .retry(sequence: sequence, key: key) }
    }

    /// Keeps the delivery; does nothing (false) when it is kept already.
    static func insert(
        _ delivery: Delivery, id: MessageKey, key: String, attempt: Int, due: Date, failure: String?,
        in db: Database
    ) throws -> Bool {
        try db.run(
            """
            INSERT OR IGNORE INTO retries
                (id, key, attempt, due, exchange, routing_key, properties, body, failure)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, id, key, attempt, due.dueMilliseconds, delivery.exchange, delivery.routingKey,
            try delivery.properties.encoded(), delivery.body, failure) == 1
    }

    static func reschedule(
        _ sequence: Int64, attempt: Int, due: Date, failure: String, in db: Database
    ) throws {
        try db.execute(
            sql: "UPDATE retries SET attempt = ?, due = ?, failure = ? WHERE sequence = ?",
            arguments: [attempt, due.dueMilliseconds, failure, sequence])
    }

    /// Removes the row, and lets those of the same saga that waited behind it go on at once.
    static func finish(_ sequence: Int64, key: String, at now: Date, in db: Database) throws {
        try db.run("DELETE FROM retries WHERE sequence = ?", sequence)
        try db.run("UPDATE retries SET due = ? WHERE key = ? AND attempt = 0", now.passedMilliseconds, key)
    }

    /// Whether anything of the saga waits here.
    static func hold(_ key: String, in db: Database) throws -> Bool {
        try db.first("SELECT 1 FROM retries WHERE key = ? LIMIT 1", key) { _ in true } ?? false
    }

    /// What is due, the longest due first: of each saga only the oldest, so that its events keep their order.
    static func due(at now: Date, limit: Int, in db: Database) throws -> [Row] {
        try db.all(
            """
            SELECT sequence, key, attempt, due, exchange, routing_key, properties, body FROM retries AS head
            WHERE due <= ? AND sequence = (SELECT min(sequence) FROM retries WHERE key = head.key)
            ORDER BY due LIMIT ?
            """, now.passedMilliseconds, limit, read: row)
    }

    /// The oldest of this saga, due or not.
    static func head(of key: String, in db: Database) throws -> Row? {
        try db.first(
            """
            SELECT sequence, key, attempt, due, exchange, routing_key, properties, body FROM retries
            WHERE key = ? ORDER BY sequence LIMIT 1
            """, key, read: row)
    }

    private static func row(_ row: SQLRow) throws -> Row {
        Row(
            sequence: row[0], key: row[1], attempt: row[2], due: Date(milliseconds: row[3]),
            delivery: Delivery(
                tag: 0, redelivered: true, exchange: row[4], routingKey: row[5],
                properties: try BasicProperties(encoded: row[6]), body: row[7]))
    }

    /// How many rows each saga has here.
    static func held(in db: Database) throws -> [String: Int] {
        try GRDB.Row.fetchAll(db, sql: "SELECT key, count(*) AS n FROM retries GROUP BY key")
            .reduce(into: [:]) { $0[$1["key"]] = $1["n"] }
    }

    static func count(in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM retries")) ?? 0
    }

    /// When the next one will be due. Those that wait behind an older one of their saga may be due long since, and are
    /// not to be tried.
    static func next(after now: Date, in db: Database) throws -> Date? {
        try db.first(
            """
            SELECT due FROM retries AS head
            WHERE due > ? AND sequence = (SELECT min(sequence) FROM retries WHERE key = head.key)
            ORDER BY due LIMIT 1
            """, now.passedMilliseconds
        ) { Date(milliseconds: $0[0]) }
    }
}
