import Foundation
public import GRDB

/// Makes a projection anew from all recorded facts, beside the one that is read, and puts it in its place.
///
/// Facts go in by small transactions, between which other writers get their turn; the last one takes in what
/// is left and swaps the tables, so readers see the old view or the new one and nothing between. Whatever
/// ends it before leaves the old view as it is, and the next rebuild starts over.
public struct ProjectionRebuild: Sendable {
    /// How far it is.
    public struct Progress: Sendable, Hashable {
        /// Which projection.
        public let projection: String
        /// The position of the last fact that was taken in.
        public let position: Int64
        /// The position of the last fact that there is.
        public let head: Int64
        /// Whether the new view is in place.
        public let isFinished: Bool
    }

    /// Another rebuild of the same projection was begun later; that one goes on, this one has ended.
    public struct Superseded: Error, Hashable, CustomStringConvertible {
        /// Which projection.
        public let projection: String
        /// Names it.
        public var description: String { "another rebuild of \(projection) was begun; this one has ended" }
    }

    let projection: any Projection
    let generation: Int64
    let batch: Int
    let clock: any WorkerClock

    /// Rebuilds `projection` in the participant's own process, the only one that may write its database.
    ///
    /// - Parameters:
    ///   - batch: how many facts go into one transaction at most, and keep other writers waiting.
    ///   - progress: called after each transaction; what it throws ends the rebuild.
    /// - Throws: `CancellationError` when the task is cancelled; ``Superseded``; what the projection throws;
    ///   a database error. The view that was there before stays.
    @discardableResult
    public static func run(
        _ projection: any Projection, in database: any DatabaseWriter, batch: Int = 250,
        clock: any WorkerClock = SystemClock(),
        progress: @Sendable (Progress) async throws -> Void = { _ in }
    ) async throws -> Progress {
        let now = clock.now().milliseconds
        let generation = try await database.write { try begin(projection, at: now, in: $0) }
        let rebuild = ProjectionRebuild(
            projection: projection, generation: generation, batch: max(1, batch), clock: clock)
        while true {
            try Task.checkCancellation()
            let reached = try await database.write { try rebuild.takeBatch(in: $0) }
            try await progress(reached)
            if reached.isFinished { return reached }
            await Task.yield()
        }
    }

    /// Drops what an earlier one has left, and makes the new tables.
    private static func begin(
        _ projection: any Projection, at milliseconds: Int64, in db: Database
    ) throws -> Int64 {
        let generation =
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(generation) + 1 FROM (
                        SELECT generation FROM projections UNION ALL SELECT generation FROM projection_rebuilds
                    )
                    """) ?? 1
        for table in projection.tables {
            let name = table.name + ProjectionLedger.rebuildSuffix
            try db.execute(sql: "DROP TABLE IF EXISTS \(name)")
            try table.create(as: name, generation: generation, in: db)
        }
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO projection_rebuilds (name, position, generation, updated_at)
                VALUES (?, 0, ?, ?)
                """, arguments: [projection.name, generation, milliseconds])
        return generation
    }

    private func takeBatch(in db: Database) throws -> Progress {
        let statement = try db.cachedStatement(
            sql: "SELECT position FROM projection_rebuilds WHERE name = ? AND generation = ?")
        guard let position = try Int64.fetchOne(statement, arguments: [projection.name, generation]) else {
            throw Superseded(projection: projection.name)
        }
        let events = try EventStore().readAll(after: position, limit: batch, in: db)
        let view = ProjectionView(projection, suffix: ProjectionLedger.rebuildSuffix, in: db)
        for event in events { try projection.apply(ProjectedEvent(event), to: view) }
        let reached = events.last?.position ?? position
        // Nobody else writes during this transaction, so what was read short of the limit was all.
        let isFinished = events.count < batch
        if isFinished {
            try swap(at: reached, in: db)
        } else {
            try db.cachedStatement(
                sql: "UPDATE projection_rebuilds SET position = ?, updated_at = ? WHERE name = ?"
            ).execute(arguments: [reached, clock.now().milliseconds, projection.name])
        }
        return Progress(
            projection: projection.name, position: reached, head: try EventStore().head(in: db),
            isFinished: isFinished)
    }

    private func swap(at position: Int64, in db: Database) throws {
        for table in projection.tables {
            try db.execute(sql: "DROP TABLE IF EXISTS \(table.name)")
            try db.execute(
                sql: "ALTER TABLE \(table.name)\(ProjectionLedger.rebuildSuffix) RENAME TO \(table.name)")
        }
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO projections (name, version, position, generation, updated_at)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                projection.name, projection.version, position, generation, clock.now().milliseconds,
            ])
        try db.execute(sql: "DELETE FROM projection_rebuilds WHERE name = ?", arguments: [projection.name])
    }
}
