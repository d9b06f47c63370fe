import Foundation
import GRDB

/// One transaction of catching up: the next facts for each projection, each in a savepoint of its own.
struct CatchUpStep: Sendable {
    struct Result: Sendable {
        var changed: [String] = []
        var failures: [String: String] = [:]
        var hasMore = false
    }

    let projections: [any Projection]
    let batch: Int
    let now: Date

    /// The facts are read once for all, from where the hindmost is; who is further ahead passes over what it
    /// has. One that fails falls back to where it was, alone.
    func run(in db: Database) throws -> Result {
        var result = Result()
        let places = try projections.compactMap { projection in
            try ProjectionLedger.entry(of: projection, in: db).map { (projection, $0) }
        }.filter { $0.1.version == $0.0.version }
        guard let start = places.map(\.1.position).min() else { return result }
        let events = try EventStore().readAll(after: start, limit: batch, in: db).map(ProjectedEvent.init)
        guard let last = events.last?.recorded.position else { return result }
        for (projection, place) in places where place.position < last {
            do {
                try db.inPreparedSavepoint {
                    try take(events, into: projection, after: place.position, in: db)
                    try ProjectionLedger.move(projection, to: last, at: now.milliseconds, in: db)
                }
                result.changed.append(projection.name)
            } catch let error as DatabaseError where error.concernsTheWholeDatabase {
                throw error
            } catch {
                result.failures[projection.name] = String(describing: error)
            }
        }
        result.hasMore = events.count == batch
        return result
    }

    private func take(
        _ events: [ProjectedEvent], into projection: any Projection, after position: Int64, in db: Database
    ) throws {
        let view = ProjectionView(projection, in: db)
        for event in events where event.recorded.position > position {
            try projection.apply(event, to: view)
        }
    }
}
