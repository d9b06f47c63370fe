import Foundation
import GRDB

/// The follower's own tables, beside the projection's, in the same file: how far each build is, which
/// messages it has had, what it could not get.
struct HistoryLedger: Sendable {
    let projection: any HistoryProjection
    private let tables: [ProjectionTable]

    private static let messages = ProjectionTable(
        "history_messages",
        "(id NOT NULL PRIMARY KEY, hash INTEGER NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID",
        indexes: ["position"])

    init(_ projection: any HistoryProjection) {
        self.projection = projection
        tables = projection.tables + [Self.messages]
    }

    /// The build to go on with: the live one, or, where that is of another version, the one beside it.
    ///
    /// - Throws: when the file holds another read model.
    func open(path: String, in db: Database) throws -> HistoryBuild {
        try Self.createTables(in: db)
        if let name = try String.fetchOne(db, sql: "SELECT name FROM history_builds"), name != projection.name
        {
            throw StoreError(
                code: .inUse, path: path,
                message: "holds the read model \(name); give \(projection.name) a file of its own")
        }
        guard let live = try build(HistoryBuild.live, in: db) else {
            return try begin(HistoryBuild.live, target: nil, in: db)
        }
        let beside = try build(HistoryBuild.rebuild, in: db)
        if live.version == projection.version {
            try drop(HistoryBuild.rebuild, in: db)
            return live
        }
        if let beside, beside.version == projection.version { return beside }
        try drop(HistoryBuild.rebuild, in: db)
        if let target = live.position { return try begin(HistoryBuild.rebuild, target: target, in: db) }
        try drop(HistoryBuild.live, in: db)
        return try begin(HistoryBuild.live, target: nil, in: db)
    }

    /// Puts the new tables in the place of the old ones, within the transaction that made them complete.
    func swap(_ build: HistoryBuild, in db: Database) throws -> HistoryBuild {
        try drop(HistoryBuild.live, in: db)
        for table in tables {
            try db.execute(sql: "ALTER TABLE \(table.name)\(build.suffix) RENAME TO \(table.name)")
        }
        for table in ["history_builds", "history_gaps"] {
            try db.execute(
                sql: "UPDATE \(table) SET suffix = ? WHERE suffix = ?",
                arguments: [HistoryBuild.live, build.suffix])
        }
        try db.execute(sql: "UPDATE history_builds SET target = NULL")
        var live = build
        (live.suffix, live.target) = (HistoryBuild.live, nil)
        return live
    }

    /// Enters a message; `.reused` when the id came before with another body.
    func enter(_ event: PublishedEvent, of build: HistoryBuild, in db: Database) throws -> Inbox.Entry {
        let (key, hash) = (MessageKey(event.messageID), contentHash(event.body))
        let table = Self.messages.name + build.suffix
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO \(table) (id, hash, position) VALUES (?, ?, ?)")
            .execute(arguments: [key, hash, event.offset])
        if db.changesCount == 1 { return .new }
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM \(table) WHERE id = ?"), arguments: [key])
        return known == hash ? .duplicate : .reused
    }

    /// Keeps how far the build is, and forgets messages that are further back than `places`.
    func move(_ build: HistoryBuild, remembering places: Int, at now: Date, in db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE history_builds SET position = ?, message_id = ?, updated_at = ? WHERE suffix = ?
                """
        ).execute(arguments: [build.position, build.messageID, now.milliseconds, build.suffix])
        guard let position = build.position else { return }
        try db.cachedStatement(sql: "DELETE FROM \(Self.messages.name)\(build.suffix) WHERE position <= ?")
            .execute(arguments: [position - Int64(clamping: places)])
    }

    /// Keeps in mind what the build will never have.
    func note(_ gap: HistoryGap, of build: HistoryBuild, in db: Database) throws {
        // Seen again when the process has ended before the first event after it was committed.
        try db.execute(
            sql: """
                INSERT INTO history_gaps (suffix, first, last, found_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (suffix, first) DO UPDATE SET last = excluded.last
                """, arguments: [build.suffix, gap.first, gap.last, gap.foundAt.milliseconds])
    }

    /// What the build will never have, oldest first.
    func gaps(of build: HistoryBuild, in db: Database) throws -> [HistoryGap] {
        try Row.fetchAll(
            db, sql: "SELECT first, last, found_at FROM history_gaps WHERE suffix = ? ORDER BY first",
            arguments: [build.suffix]
        ).map { HistoryGap(first: $0[0], last: $0[1], foundAt: Date(milliseconds: $0[2])) }
    }
}

extension HistoryLedger {
    private static func createTables(in db: Database) throws {
        // tables: the names that it has, since the next version may have others.
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS history_builds (
                    suffix TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL,
                    generation INTEGER NOT NULL, tables TEXT NOT NULL, position INTEGER, message_id TEXT,
                    target INTEGER, updated_at INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS history_gaps (
                    suffix TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
                    found_at INTEGER NOT NULL, PRIMARY KEY (suffix, first)
                ) WITHOUT ROWID;
                """)
    }

    private func build(_ suffix: String, in db: Database) throws -> HistoryBuild? {
        try HistoryBuild.fetchOne(
            db, sql: "SELECT * FROM history_builds WHERE suffix = ?", arguments: [suffix])
    }

    private func begin(_ suffix: String, target: Int64?, in db: Database) throws -> HistoryBuild {
        let last = try Int64.fetchOne(db, sql: "SELECT max(generation) FROM history_builds") ?? 0
        let build = HistoryBuild(
            suffix: suffix, version: projection.version, generation: last + 1, target: target)
        for table in tables {
            try table.create(as: table.name + suffix, generation: build.generation, in: db)
        }
        try db.execute(
            sql: """
                INSERT INTO history_builds (suffix, name, version, generation, tables, target, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, 0)
                """,
            arguments: [
                suffix, projection.name, build.version, build.generation,
                tables.map(\.name).joined(separator: ","), target,
            ])
        return build
    }

    private func drop(_ suffix: String, in db: Database) throws {
        let names = try String.fetchOne(
            db, sql: "SELECT tables FROM history_builds WHERE suffix = ?", arguments: [suffix])
        for name in names?.split(separator: ",") ?? [] {
            try db.execute(sql: "DROP TABLE IF EXISTS \(name)\(suffix)")
        }
        for table in ["history_builds", "history_gaps"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE suffix = ?", arguments: [suffix])
        }
    }
}
