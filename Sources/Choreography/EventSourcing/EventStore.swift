public import Foundation
public import GRDB

/// An append-only log of facts in the participant's own database, one stream per aggregate, for participants
/// that keep what happened instead of what is.
///
/// It works inside the caller's transaction: facts, inbox row and outbox rows commit together or not at all.
/// Versions of a stream count from 1 without gaps; positions rise over all streams. What is recorded is
/// never changed or deleted: the database itself refuses.
public struct EventStore: Sendable {
    /// The log in the table `events`; ``createTables(in:)`` makes it.
    public init() {}

    /// Creates the table and its guards; for a migration of the participant's.
    public static func createTables(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE events (
                    position INTEGER PRIMARY KEY,
                    stream TEXT NOT NULL,
                    version INTEGER NOT NULL CHECK (version > 0),
                    id TEXT NOT NULL,
                    type TEXT NOT NULL,
                    type_version INTEGER NOT NULL CHECK (type_version > 0),
                    data TEXT NOT NULL,
                    metadata TEXT NOT NULL,
                    recorded_at INTEGER NOT NULL,
                    UNIQUE (stream, version)
                );
                CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
                BEGIN SELECT RAISE(ABORT, 'recorded events are never changed'); END;
                CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
                BEGIN SELECT RAISE(ABORT, 'recorded events are never deleted'); END;
                """)
    }

    /// Appends `events` to `stream`, which must be at `expectedVersion` (0: it does not exist yet).
    ///
    /// - Returns: the version of the stream afterwards.
    /// - Throws: ``ConcurrencyConflict`` when the stream is at another version; nothing is written then.
    @discardableResult
    public func append(
        _ events: [NewEvent], to stream: String, expectedVersion: Int, at now: Date, in db: Database
    ) throws -> Int {
        let actual = try version(of: stream, in: db)
        guard actual == expectedVersion else {
            throw ConcurrencyConflict(stream: stream, expectedVersion: expectedVersion, actualVersion: actual)
        }
        for (offset, event) in events.enumerated() {
            try db.runObserved(
                """
                INSERT INTO events (stream, version, id, type, type_version, data, metadata, recorded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, stream, expectedVersion + offset + 1, event.id, event.type, event.typeVersion,
                event.data, event.metadata, now.milliseconds)
        }
        return expectedVersion + events.count
    }

    /// The facts of `stream` after version `since` and up to version `through`, oldest first.
    public func read(
        _ stream: String, since: Int = 0, through: Int = .max, in db: Database
    ) throws -> [RecordedEvent] {
        try db.all(
            """
            SELECT position, stream, version, id, type, type_version, data, metadata, recorded_at
            FROM events WHERE stream = ? AND version > ? AND version <= ? ORDER BY version
            """, stream, since, through, read: RecordedEvent.init)
    }

    /// What the facts of `stream` after version `since` and up to version `through` amount to: reads of each only
    /// what that takes.
    ///
    /// - Returns: `initial` with all of them, and the version of the last; `since` when there is none.
    @inlinable
    func fold<State, Form: FactForm>(
        _ stream: String, since: Int, through: Int, into initial: State, as form: Form.Type, in db: Database,
        _ evolve: (State, Form.Fact) -> State
    ) throws -> (state: State, version: Int) {
        try db.reduce(
            into: (state: initial, version: since),
            """
            SELECT version, type, type_version, data
            FROM events WHERE stream = ? AND version > ? AND version <= ? ORDER BY version
            """, stream, since, through
        ) { result, row in
            let fact = try Form.fact(type: row[1], version: row[2], data: row[3])
            result = (evolve(result.state, fact), row[0])
        }
    }

    /// The first fact of this type in `stream` that came before `version`; nil when there is none.
    public func first(
        _ type: String, of stream: String, before version: Int, in db: Database
    ) throws -> RecordedEvent? {
        try db.first(
            """
            SELECT position, stream, version, id, type, type_version, data, metadata, recorded_at
            FROM events WHERE stream = ? AND version < ? AND type = ? ORDER BY version LIMIT 1
            """, stream, version, type, read: RecordedEvent.init)
    }

    /// The facts of all streams after `position`, in the order in which they were recorded: what a new read
    /// model is built from.
    public func readAll(after position: Int64 = 0, limit: Int, in db: Database) throws -> [RecordedEvent] {
        try db.all(
            """
            SELECT position, stream, version, id, type, type_version, data, metadata, recorded_at
            FROM events WHERE position > ? ORDER BY position LIMIT ?
            """, position, limit, read: RecordedEvent.init)
    }

    /// How many facts `stream` has; 0 when it does not exist.
    public func version(of stream: String, in db: Database) throws -> Int {
        try db.first("SELECT max(version) FROM events WHERE stream = ?", stream) { $0[0] } ?? 0
    }

    /// The position of the last fact of all streams; 0 when there is none.
    public func head(in db: Database) throws -> Int64 {
        try db.first("SELECT max(position) FROM events") { $0[0] } ?? 0
    }
}
