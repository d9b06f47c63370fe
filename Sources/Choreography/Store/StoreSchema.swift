import GRDB

/// The runtime's own tables, beside the participant's, in the same file.
enum StoreSchema {
    /// Brings the runtime's and the participant's tables up to date.
    static func migrate(_ database: any DatabaseWriter, for participant: any Participant) throws {
        var migrator = DatabaseMigrator()
        register(in: &migrator)
        participant.migrate(&migrator)
        try migrator.migrate(database)
        let projections = participant.projections
        guard !projections.isEmpty else { return }
        try database.write { db in try ProjectionLedger.enter(projections, in: db) }
    }

    private static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("choreography 1") { db in
            // id: 16 bytes for a UUID, else the text; SQLite never takes a blob and a text for equal.
            try db.execute(
                sql: """
                    CREATE TABLE inbox (
                        id NOT NULL PRIMARY KEY, hash INTEGER NOT NULL, received_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE outbox (
                        sequence INTEGER PRIMARY KEY, message_id TEXT NOT NULL, exchange TEXT NOT NULL,
                        routing_key TEXT NOT NULL, properties BLOB NOT NULL, body BLOB NOT NULL,
                        created_at INTEGER NOT NULL, parked TEXT
                    );
                    CREATE TABLE retries (
                        sequence INTEGER PRIMARY KEY, id NOT NULL UNIQUE, key TEXT NOT NULL,
                        attempt INTEGER NOT NULL, due INTEGER NOT NULL, exchange TEXT NOT NULL,
                        routing_key TEXT NOT NULL, properties BLOB NOT NULL, body BLOB NOT NULL, failure TEXT
                    );
                    CREATE INDEX retries_by_key ON retries (key, sequence);
                    CREATE TABLE timers (
                        name TEXT NOT NULL, key TEXT NOT NULL, due INTEGER NOT NULL, cause TEXT NOT NULL,
                        traceparent TEXT, PRIMARY KEY (name, key)
                    ) WITHOUT ROWID;
                    CREATE INDEX timers_by_due ON timers (due);
                    """)
        }
        migrator.registerMigration("choreography 2") { db in
            try db.execute(
                sql: """
                    CREATE TABLE suspects (
                        id NOT NULL PRIMARY KEY, attempts INTEGER NOT NULL, noted_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    ALTER TABLE timers ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
                    """)
        }
        migrator.registerMigration("choreography 3") { db in
            try db.execute(sql: "CREATE INDEX retries_by_due ON retries (due)")
        }
    }
}
