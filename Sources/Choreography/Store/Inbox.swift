import Foundation
import GRDB

/// Which messages have had their effect: the message id is the key, so a second insert is a duplicate.
enum Inbox {
    enum Entry: Equatable { case new, duplicate, reused }

    /// Inserts the message; `.reused` when the id came before with another body.
    static func enter(_ key: MessageKey, hash: Int64, at now: Date, in db: Database) throws -> Entry {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO inbox (id, hash, received_at) VALUES (?, ?, ?)")
            .execute(arguments: [key, hash, now.milliseconds])
        if db.changesCount == 1 { return .new }
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM inbox WHERE id = ?"), arguments: [key])
        return known == hash ? .duplicate : .reused
    }

    static func contains(_ key: MessageKey, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM inbox WHERE id = ?"), arguments: [key]) ?? false
    }
}
