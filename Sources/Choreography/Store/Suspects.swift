import Foundation
import GRDB

/// How often an event was in hand alone when the process ended: noted before each attempt, taken back with it.
enum Suspects {
    /// Notes one more attempt.
    ///
    /// - Returns: how many were noted before; nil when the event has had its effect already.
    static func note(_ key: MessageKey, at now: Date, in db: Database) throws -> Int? {
        if try Inbox.contains(key, in: db) { return nil }
        let before = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT attempts FROM suspects WHERE id = ?"), arguments: [key])
        try db.cachedStatement(
            sql: """
                INSERT INTO suspects (id, attempts, noted_at) VALUES (?, 1, ?)
                ON CONFLICT (id) DO UPDATE SET attempts = attempts + 1, noted_at = excluded.noted_at
                """
        ).execute(arguments: [key, now.milliseconds])
        #if MUTANTS
            if Mutant.isOn(.crashesNotCounted) { return 0 }
        #endif
        return before ?? 0
    }

    /// The attempt has come to an end that is no crash.
    static func clear(_ key: MessageKey, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM suspects WHERE id = ?").execute(arguments: [key])
    }

    /// Forgets those that never came again.
    static func prune(before cutoff: Date, in db: Database) throws {
        try db.execute(sql: "DELETE FROM suspects WHERE noted_at < ?", arguments: [cutoff.milliseconds])
    }
}
