import Choreography
import Foundation
import GRDB

/// A participant with facts and two read models of them.
struct Counter: Participant {
    let name = "counter"
    let reactions: [Reaction] = []
    let projections: [any Projection] = [Count(name: "counts"), Count(name: "others")]

    func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("counter 1") { db in
            try EventStore.createTables(in: db)
            try ProjectionLedger.createTables(in: db)
        }
    }

    /// Records so many facts.
    static func count(_ number: Int, in db: Database) throws {
        let facts = (0..<number).map { EventStore.NewEvent(id: "\($0)", type: "counted", data: "{}") }
        try EventStore().append(
            facts, to: "numbers", expectedVersion: 0, at: Date(timeIntervalSince1970: 0), in: db)
    }

    private struct Count: Projection {
        let name: String
        let version = 1
        var tables: [ProjectionTable] {
            [ProjectionTable(name, "(stream TEXT NOT NULL PRIMARY KEY, facts INTEGER NOT NULL)")]
        }

        func apply(_ event: ProjectedEvent, to view: ProjectionView) throws {
            try view.db.execute(
                sql: """
                    INSERT INTO \(try view.table(name)) (stream, facts) VALUES (?, 1)
                    ON CONFLICT (stream) DO UPDATE SET facts = facts + 1
                    """, arguments: [event.recorded.stream])
        }
    }
}
