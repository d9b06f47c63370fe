import Choreography
import GRDB

/// Counts what the baker says; an effect that happened twice would be two rows.
struct Till: Participant {
    let name = "till"

    var reactions: [Reaction] {
        [
            .on(LoafBaked.self) { baked, transaction in
                try transaction.db.execute(
                    sql: "INSERT INTO counted (order_id) VALUES (?)", arguments: [baked.order])
            },
            .on(LoafStale.self) { _, _ in },
        ]
    }

    func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("till 1") { db in
            try db.execute(sql: "CREATE TABLE counted (number INTEGER PRIMARY KEY, order_id TEXT)")
        }
    }
}
