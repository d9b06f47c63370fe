import Foundation
import GRDB

/// Durable timers: what a participant wants to be reminded of.
enum Timers {
    struct Due: Sendable {
        let name: String
        let key: String
        let due: Int64
        let attempt: Int
        let cause: String
        let traceParent: String?
    }

    static func set(
        _ name: String, key: String, due: Date, causedBy context: EventContext, in db: Database
    ) throws {
        try db.run(
            "INSERT OR REPLACE INTO timers (name, key, due, cause, traceparent) VALUES (?, ?, ?, ?, ?)",
            name, key, due.dueMilliseconds, context.messageID, context.traceParent)
    }

    static func cancel(_ name: String, key: String, in db: Database) throws {
        try db.run("DELETE FROM timers WHERE name = ? AND key = ?", name, key)
    }

    /// Takes a due timer out; false when it was taken back or moved in the meantime.
    static func take(_ timer: Due, in db: Database) throws -> Bool {
        try db.run(
            "DELETE FROM timers WHERE name = ? AND key = ? AND due = ?", timer.name, timer.key, timer.due) > 0
    }

    /// Moves a due timer whose reaction failed.
    static func postpone(_ timer: Due, to due: Date, attempt: Int, in db: Database) throws {
        try db.execute(
            sql: "UPDATE timers SET due = ?, attempt = ? WHERE name = ? AND key = ? AND due = ?",
            arguments: [due.dueMilliseconds, attempt, timer.name, timer.key, timer.due])
    }

    static func due(at now: Date, limit: Int, in db: Database) throws -> [Due] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM timers WHERE due <= ? ORDER BY due LIMIT ?"),
            arguments: [now.passedMilliseconds, limit]
        ).map {
            Due(
                name: $0["name"], key: $0["key"], due: $0["due"], attempt: $0["attempt"], cause: $0["cause"],
                traceParent: $0["traceparent"])
        }
    }

    static func count(in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM timers")) ?? 0
    }

    /// When the next one goes off; nil: none does.
    static func next(after now: Date = .distantPast, in db: Database) throws -> Date? {
        try db.first("SELECT due FROM timers WHERE due > ? ORDER BY due LIMIT 1", now.passedMilliseconds) {
            Date(milliseconds: $0[0])
        }
    }
}
