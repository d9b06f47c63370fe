import Foundation
import GRDB

/// Which messages have had their effect: the message id is the key, so a second insert is a duplicate.
enum Inbox {
    enum Entry: Equatable { case new, duplicate, reused }

    /// Inserts the message; `.reused` when the id came before with another body.
    static func enter(_ key: MessageKey, hash: Int64, at now: Date, in db: Database) throws -> Entry {
        let isNew = try db.run(
            "INSERT OR IGNORE INTO inbox (id, hash, received_at) VALUES (?, ?, ?)", key, hash,
            now.milliseconds)
        if isNew == 1 { return .new }
        #if MUTANTS
            if Mutant.isOn(.noDeduplication) { return .new }
            if Mutant.isOn(.reusedIDNotSeen) { return .duplicate }
        #endif
        let known: Int64? = try db.first("SELECT hash FROM inbox WHERE id = ?", key) { $0[0] }
        return known == hash ? .duplicate : .reused
    }

    /// Of the next `limit` rows after `key` those that came before `cutoff`, and the last key looked at; goes
    /// through the table by its key, so that no insert pays for an index on the time.
    static func expired(
        after key: DatabaseValue, before cutoff: Date, limit: Int, in db: Database
    ) throws -> (keys: [DatabaseValue], last: DatabaseValue?) {
        var keys: [DatabaseValue] = []
        var last: DatabaseValue?
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, received_at FROM inbox WHERE id > ? ORDER BY id LIMIT ?"),
            arguments: [key, limit])
        while let row = try rows.next() {
            last = row[0]
            if row[1] < cutoff.milliseconds { keys.append(row[0]) }
        }
        return (keys, last)
    }

    static func delete(_ keys: [DatabaseValue], in db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM inbox WHERE id = ?")
        for key in keys { try statement.execute(arguments: [key]) }
    }

    static func contains(_ key: MessageKey, in db: Database) throws -> Bool {
        try db.first("SELECT 1 FROM inbox WHERE id = ?", key) { _ in true } ?? false
    }
}
