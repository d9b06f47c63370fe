public import GRDB

/// The last snapshot of each stream.
public enum Snapshots {
    /// Creates the table; for a migration of the participant's.
    public static func createTable(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE snapshots (
                    stream TEXT NOT NULL PRIMARY KEY,
                    version INTEGER NOT NULL CHECK (version > 0),
                    type_version INTEGER NOT NULL CHECK (type_version > 0),
                    state TEXT NOT NULL
                ) WITHOUT ROWID
                """)
    }

    /// The state and the version of the stream that it stands for. Nil when there is none, or none that `form`
    /// can trust: of another version, or unreadable. Then the stream as a whole tells the same.
    @inlinable
    static func read<Form: SnapshotForm>(
        _ stream: String, as form: Form.Type, in db: Database
    ) throws -> (state: Form.State, version: Int)? {
        try db.first(
            "SELECT version, state FROM snapshots WHERE stream = ? AND type_version = ?", stream, Form.version
        ) { row in
            do {
                return (try Form.state(from: row[1]), row[0])
            } catch {
                return nil
            }
        } ?? nil
    }

    @inlinable
    static func write<Form: SnapshotForm>(
        _ state: Form.State, as form: Form.Type, of stream: String, at version: Int, in db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO snapshots (stream, version, type_version, state) VALUES (?, ?, ?, ?)
            ON CONFLICT (stream) DO UPDATE SET
                version = excluded.version, type_version = excluded.type_version, state = excluded.state
            """, stream, version, Form.version, try Form.data(of: state))
    }
}
