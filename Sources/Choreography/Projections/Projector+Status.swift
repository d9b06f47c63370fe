import GRDB
import Logging

extension Projector {
    /// The names of the projections.
    public nonisolated var names: [String] { projections.map(\.name) }

    /// How each projection is.
    ///
    /// - Throws: a database error.
    public var status: [ProjectionStatus] {
        get async throws {
            let (head, entries) = try await database.read { [projections] db in
                let entries = try projections.map { try ProjectionLedger.entry(of: $0, in: db) }
                return (try EventStore().head(in: db), entries)
            }
            return zip(names, entries).map { name, entry in
                ProjectionStatus(
                    name: name, version: entry?.version ?? 0, position: entry?.position ?? 0, head: head,
                    trouble: troubles[name]?.reason, rebuild: rebuilds[name])
            }
        }
    }

    /// How one projection is.
    ///
    /// - Throws: ``UnknownProjection``, a database error.
    public func status(of name: String) async throws -> ProjectionStatus {
        guard let status = try await status.first(where: { $0.name == name }) else {
            throw UnknownProjection(name: name, known: names)
        }
        return status
    }

    /// Begins to rebuild one projection, as ``rebuild(_:progress:)`` does, and returns at once; ``status`` tells
    /// how it goes. ``finish()`` cuts it off, and ``run()`` waits for its end.
    ///
    /// - Throws: ``UnknownProjection``, ``AlreadyRebuilding``
    public func startRebuild(_ name: String) throws {
        let projection = try enlist(name)
        let task = Task {
            do {
                try await carryOut(projection)
            } catch {
                logger.error(
                    "a projection cannot be rebuilt",
                    metadata: ["projection": "\(name)", "error": "\(error)"])
            }
        }
        started[name] = task
        if isFinished { task.cancel() }
    }

    /// Takes note that the projection is being rebuilt from now on; ``carryOut(_:progress:)`` has to follow.
    func enlist(_ name: String) throws -> any Projection {
        guard let projection = projections.first(where: { $0.name == name }) else {
            throw UnknownProjection(name: name, known: names)
        }
        try rebuilds.begin(name)
        return projection
    }
}
