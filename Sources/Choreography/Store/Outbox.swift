import Foundation
import GRDB
import RabbitMQ
import Synchronization

/// A message that was said and waits for the broker's confirm.
struct OutboxRow: Sendable {
    let sequence: Int64
    let message: Message
}

/// What was said, kept until the broker has confirmed it.
enum Outbox {
    static func insert(_ row: OutboxRow, at now: Date, in db: Database) throws {
        let message = row.message
        try db.run(
            """
            INSERT INTO outbox (sequence, message_id, exchange, routing_key, properties, body, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, row.sequence, message.properties.messageID ?? "", message.exchange, message.routingKey,
            try message.properties.encoded(), message.body, now.milliseconds)
    }

    /// Deletes confirmed rows, as few statements as there are runs of numbers.
    static func delete(_ sequences: [Int64], in db: Database) throws {
        for run in sequences.sorted().runs {
            try db.run(
                "DELETE FROM outbox WHERE sequence BETWEEN ? AND ?", run.lowerBound, run.upperBound)
        }
    }

    /// Sets a row aside that cannot be sent; it is tried again with the next connection.
    static func park(_ sequence: Int64, reason: String, in db: Database) throws {
        try db.execute(
            sql: "UPDATE outbox SET parked = ? WHERE sequence = ?", arguments: [reason, sequence])
    }

    /// Rows after `sequence`, oldest first.
    static func rows(after sequence: Int64, limit: Int, in db: Database) throws -> [OutboxRow] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?",
            arguments: [sequence, limit]
        ).map { row in
            OutboxRow(
                sequence: row["sequence"],
                message: Message(
                    exchange: row["exchange"], routingKey: row["routing_key"],
                    properties: try BasicProperties(encoded: [UInt8](row["properties"] as Data)),
                    body: [UInt8](row["body"] as Data)))
        }
    }

    static func count(after sequence: Int64, in db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM outbox WHERE sequence > ?", arguments: [sequence]) ?? 0
    }

    /// When the oldest row was written that waits to be sent and can be, as far as is known.
    static func oldest(in db: Database) throws -> Date? {
        let statement = try db.cachedStatement(
            sql: "SELECT created_at FROM outbox WHERE parked IS NULL ORDER BY sequence LIMIT 1")
        return try Int64.fetchOne(statement).map(Date.init(milliseconds:))
    }

    /// How many rows cannot be sent.
    static func parked(in db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE parked IS NOT NULL") ?? 0
    }

    static func lastSequence(in db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM outbox") ?? 0
    }
}

/// Hands out outbox numbers; a number is never used twice in one process, so that a late delete of a
/// confirmed row cannot hit a new one.
final class OutboxSequence: Sendable {
    private let last: Atomic<Int64>

    init(after last: Int64) { self.last = Atomic(last) }

    func next() -> Int64 { last.add(1, ordering: .relaxed).newValue }
}

extension [Int64] {
    /// The runs of consecutive numbers of a sorted array.
    var runs: [ClosedRange<Int64>] {
        var runs: [ClosedRange<Int64>] = []
        for number in self {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }
}
