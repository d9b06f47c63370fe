import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Synchronization
import Testing

@Suite struct AggregateStoreTests {
    let database: DatabaseQueue
    let now = Date(timeIntervalSince1970: 1_767_323_945)

    init() throws {
        database = try DatabaseQueue()
        try database.write { db in
            try EventStore.createTables(in: db)
            try Snapshots.createTable(in: db)
        }
    }

    private func decide(
        _ command: TallyRules.Command, with tallies: Tallies, in db: Database
    ) throws -> Aggregate<TallyRules.State> {
        let tally = try tallies.load("t", in: db)
        return try tallies.append(
            TallyRules.decide(command, in: tally.state), to: tally, causedBy: .tally, at: now, in: db)
    }

    private func snapshots(_ db: Database) throws -> [Int] {
        try Int.fetchAll(db, sql: "SELECT version FROM snapshots")
    }

    @Test(arguments: 1...25 as ClosedRange<UInt64>)
    func `with snapshots or without, facts amount to the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tallies = Tallies(snapshotInterval: Int.random(in: 1...12, using: &random))
        try database.write { db in
            var states = [TallyRules.initial]
            for number in 0..<60 {
                let command: TallyRules.Command =
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: .reset
                    case 1: .mark("m\(number % 7)")
                    default: .add(Int.random(in: -3...3, using: &random))
                    }
                let saved = try decide(command, with: tallies, in: db)
                let facts = try tallies.events.read("t", in: db).map { try TallyJSON.fact($0) }
                states = facts.indices.reduce(into: [TallyRules.initial]) {
                    $0.append(TallyRules.evolve($0[$1], facts[$1]))
                }
                #expect(saved.state == states.last && saved.version == facts.count)
                #expect(try tallies.load("t", in: db) == saved)
            }
            #expect(try snapshots(db).count == 1)
            for version in states.indices {
                #expect(try tallies.load("t", through: version, in: db).state == states[version])
            }
        }
    }

    @Test func `a long stream is read from its snapshot on`() throws {
        typealias Counted = AggregateStore<TallyRules, CountedTallyJSON, TallySnapshot>
        let tallies = Counted()
        try database.write { db in
            var tally = try tallies.load("t", in: db)
            for number in 1...10_000 {
                tally = try tallies.append(
                    [.added(number, unit: "pcs")], to: tally, causedBy: .tally, at: now, in: db)
                if !number.isMultiple(of: 1111) && number != 10_000 { continue }
                CountedTallyJSON.count.store(0, ordering: .relaxed)
                #expect(try tallies.load("t", in: db) == tally)
                #expect(CountedTallyJSON.count.load(ordering: .relaxed) < tallies.snapshotInterval)
            }
            #expect(tally.version == 10_000)
            try db.execute(sql: "DELETE FROM snapshots")
            CountedTallyJSON.count.store(0, ordering: .relaxed)
            #expect(try tallies.load("t", in: db).state == tally.state)
            #expect(CountedTallyJSON.count.load(ordering: .relaxed) == 10_000)
            let plan = try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT * FROM events
                    WHERE stream = 't' AND version > 9 AND version <= 99 ORDER BY version
                    """
            ).map { $0["detail"] as String }
            #expect(plan.count == 1 && plan[0].contains("(stream=? AND version>? AND version<?)"))
        }
    }

    @Test(arguments: [
        "type_version = 1, state = '{\"sum\":-1,\"marks\":[]}'", "type_version = 3", "state = 'no JSON'",
    ])
    func `a snapshot that cannot be trusted is passed over, and replaced`(_ damage: String) throws {
        let tallies = Tallies(snapshotInterval: 5)
        try database.write { db in
            for number in 1...12 { _ = try decide(.add(number), with: tallies, in: db) }
            let before = try tallies.load("t", in: db)
            #expect(try snapshots(db) == [10])
            try db.execute(sql: "UPDATE snapshots SET \(damage)")
            #expect(try tallies.load("t", in: db).state == before.state)
            let after = try decide(.add(13), with: tallies, in: db)
            #expect(try snapshots(db) == [13])
            #expect(try tallies.load("t", in: db) == after)
        }
    }

    @Test func `what caused a fact is kept with it, whatever it is called`() throws {
        let tallies = Tallies(snapshotInterval: 1)
        let context = EventContext(
            messageID: "m \"1\"", type: "window.ordered", correlationID: "c\\\n\u{7F}ü/\u{2028}")
        try database.write { db in
            try tallies.append(
                [.reset], to: tallies.load("t", in: db), causedBy: context, at: now, in: db)
            let metadata = try #require(try tallies.events.read("t", in: db).first?.event.metadata)
            let values = [
                "causation_id": context.messageID, "causation_type": "window.ordered",
                "correlation_id": context.correlationID,
            ]
            #expect(try Array(metadata.utf8) == Array(JSONEncoder.canonical.encode(values)))
        }
    }

    @Test func `who appends to what has grown meanwhile is refused, and leaves nothing`() throws {
        let tallies = Tallies(snapshotInterval: 1)
        try database.write { db in
            let old = try tallies.load("t", in: db)
            let new = try decide(.add(1), with: tallies, in: db)
            #expect(throws: EventStore.ConcurrencyConflict.self) {
                try tallies.append([.reset], to: old, causedBy: .tally, at: now, in: db)
            }
            #expect(try tallies.load("t", in: db) == new)
        }
    }

    @Test func `event and snapshot are committed together or not at all`() throws {
        struct Crash: Error {}
        let tallies = Tallies(snapshotInterval: 1)
        #expect(throws: Crash.self) {
            try database.write { db in
                _ = try decide(.add(1), with: tallies, in: db)
                throw Crash()
            }
        }
        let left = try database.read { try snapshots($0).count + tallies.events.version(of: "t", in: $0) }
        #expect(left == 0)
    }

    @Test func `old facts are read as today's, and the past as it was then`() throws {
        let tallies = Tallies(snapshotInterval: 2)
        try database.write { db in
            let old = [(1, #"{"n":2}"#), (2, #"{"amount":3}"#)].map { version, data in
                EventStore.NewEvent(id: "\(version)", type: "added", typeVersion: version, data: data)
            }
            try tallies.events.append(old, to: "t", expectedVersion: 0, at: now, in: db)
            let tally = try tallies.load("t", in: db)
            #expect(tally.state.sum == 65)
            try tallies.append(
                [.reset, .added(1, unit: "pcs")], to: tally, causedBy: .tally, at: now + 10, in: db)
            #expect(try tallies.load("t", through: 1, in: db).state.sum == 2)
            #expect(try tallies.load("t", at: now + 9.999, in: db).state == tally.state)
            #expect(try tallies.load("t", at: now + 10, in: db).state.sum == 1)
            #expect(try tallies.load("t", at: now - 1, in: db).version == 0)
        }
    }
}

/// Counts the rows that come from the store: each is read as a fact. For one test.
enum CountedTallyJSON: FactForm {
    static let count = Atomic(0)
    static let upcasters = TallyJSON.upcasters
    static func version(of type: String) -> Int { TallyJSON.version(of: type) }
    static func type(of fact: TallyRules.Fact) -> String { TallyJSON.type(of: fact) }
    static func data(of fact: TallyRules.Fact) throws -> String { try TallyJSON.data(of: fact) }
    static func fact(type: String, data: String) throws -> TallyRules.Fact {
        count.add(1, ordering: .relaxed)
        return try TallyJSON.fact(type: type, data: data)
    }
}
