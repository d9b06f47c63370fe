public import GRDB

/// How far each projection is: the tables `projections` and `projection_rebuilds`.
public enum ProjectionLedger {
    /// Where a projection stands.
    struct Entry {
        /// The version of the code that made it; 0 when it has yet to be built for the first time.
        let version: Int
        /// The position of the last fact that it holds.
        let position: Int64
    }

    static let rebuildSuffix = "_rebuild"

    /// Creates the tables; for a migration of the participant's.
    public static func createTables(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE projections (
                    name TEXT NOT NULL PRIMARY KEY,
                    version INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    generation INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE projection_rebuilds (
                    name TEXT NOT NULL PRIMARY KEY,
                    position INTEGER NOT NULL,
                    generation INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL
                ) WITHOUT ROWID;
                """)
    }

    /// Refuses a view that has yet to be built for the first time, which would look empty.
    ///
    /// - Throws: ``ProjectionNotBuilt``
    public static func requireBuilt(_ name: String, in db: Database) throws {
        let version: Int? = try db.first("SELECT version FROM projections WHERE name = ?", name) { $0[0] }
        guard version ?? 0 > 0 else {
            throw ProjectionNotBuilt(name: name)
        }
    }

    /// Creates what is missing, empty: up to date when no fact was recorded yet, else to be rebuilt.
    static func enter(_ projections: [any Projection], in db: Database) throws {
        for projection in projections where try entry(of: projection, in: db) == nil {
            for table in projection.tables { try table.create(as: table.name, generation: 0, in: db) }
            let isUpToDate = try EventStore().head(in: db) == 0
            try db.execute(
                sql: """
                    INSERT INTO projections (name, version, position, generation, updated_at)
                    VALUES (?, ?, 0, 0, 0)
                    """, arguments: [projection.name, isUpToDate ? projection.version : 0])
        }
    }

    static func entry(of projection: any Projection, in db: Database) throws -> Entry? {
        try db.first("SELECT version, position FROM projections WHERE name = ?", projection.name) {
            Entry(version: $0[0], position: $0[1])
        }
    }

    static func move(
        _ projection: any Projection, to position: Int64, at milliseconds: Int64, in db: Database
    ) throws {
        try db.run(
            "UPDATE projections SET position = ?, updated_at = ? WHERE name = ?", position, milliseconds,
            projection.name)
    }
}
