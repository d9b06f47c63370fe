import Choreography
import Dispatch
import Foundation
import GRDB
import Synchronization

/// Sums what was added, per stream; counts twice what is applied twice.
struct Sums: Projection {
    struct Broken: Error {}

    var name = "sums"
    var version = 1
    var table = "sums"
    /// Fails for as long as this stream's facts come.
    var poison: Poison?
    /// Holds up a rebuild.
    var gate: Gate?

    final class Poison: Sendable {
        let stream = Mutex<String?>("poison")
    }

    /// Stands before the first fact of a rebuild until it is opened; the database's own thread waits there.
    final class Gate: Sendable {
        private let arrivals = AsyncStream.makeStream(of: Void.self)
        private let isOpen = DispatchSemaphore(value: 0)

        /// Returns when a rebuild stands before it.
        func reached() async { for await _ in arrivals.stream { return } }

        /// For good.
        func open() { isOpen.signal() }

        func pass() {
            arrivals.continuation.yield()
            isOpen.wait()
            isOpen.signal()
        }
    }

    var tables: [ProjectionTable] {
        [
            ProjectionTable(
                table, "(stream TEXT NOT NULL PRIMARY KEY, facts INTEGER NOT NULL, sum INTEGER NOT NULL)",
                indexes: ["sum"])
        ]
    }

    func apply(_ event: ProjectedEvent, to view: ProjectionView) throws {
        let stream = event.recorded.stream
        if let gate, try view.table(table) != table { gate.pass() }
        if let poison, poison.stream.withLock({ $0 == stream }) { throw Broken() }
        guard case .added(let amount, _) = try event.fact(as: TallyJSON.self) else { return }
        try view.db.execute(
            sql: """
                INSERT INTO \(try view.table(table)) (stream, facts, sum) VALUES (?, 1, ?)
                ON CONFLICT (stream) DO UPDATE SET facts = facts + 1, sum = sum + excluded.sum
                """, arguments: [stream, amount])
    }
}

/// Records additions and projects them.
struct Adder: Participant {
    let name = "till"
    var sums = [Sums()]
    var reactions: [Reaction] {
        [
            .on(LoafBaked.self) { baked, transaction in
                let tallies = Tallies()
                let tally = try tallies.load(baked.order, in: transaction.db)
                try tallies.append(
                    [.added(baked.loaves, unit: "pcs")], to: tally, causedBy: transaction.context,
                    at: transaction.now, in: transaction.db)
            },
            .on(LoafStale.self) { _, _ in },
        ]
    }

    var projections: [any Projection] { sums }

    func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("adder 1") { db in
            try EventStore.createTables(in: db)
            try Snapshots.createTable(in: db)
            try ProjectionLedger.createTables(in: db)
        }
    }

    /// Appends `count` additions of 1, spread over `streams` streams.
    static func add(_ count: Int, streams: Int = 10, in db: Database) throws {
        let events = EventStore()
        for number in 0..<count {
            let stream = "s\(number % streams)"
            try events.append(
                [.init(id: "x", type: "added", typeVersion: 3, data: #"{"amount":1,"unit":"pcs"}"#)],
                to: stream, expectedVersion: events.version(of: stream, in: db),
                at: Date(timeIntervalSince1970: 0), in: db)
        }
    }
}
