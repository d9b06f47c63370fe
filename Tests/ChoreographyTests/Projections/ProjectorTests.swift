import ChoreographyTesting
import Foundation
import GRDB
import Logging
import MetricsTestKit
import Synchronization
import Testing

@testable import Choreography

@Suite struct ProjectorTests {
    private func withDatabase(
        _ adder: Adder = Adder(), _ body: (DatabasePool) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let database = try DatabasePool(path: folder.appending(path: "adder.sqlite").path)
            _ = try Rehearsal(adder, score: .bakery, in: database)
            try await body(database)
            try database.close()
        }
    }

    private func projector(_ adder: Adder = Adder(), in database: DatabasePool) -> Projector {
        Projector(adder.projections, in: database, batch: 7, logger: quiet)
    }

    private func facts(_ database: DatabasePool, _ table: String = "sums") async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: "SELECT sum(facts) FROM \(table)") ?? 0 }
    }

    @Test func `each fact is taken in once, however often one catches up`() async throws {
        try await withDatabase { database in
            let (one, other) = (projector(in: database), projector(in: database))
            for round in 1...4 {
                try await database.write { try Adder.add(23, in: $0) }
                async let first: Void = one.catchUp()
                async let second: Void = other.catchUp()
                _ = try await (first, second)
                try await one.catchUp()
                #expect(try await facts(database) == round * 23)
            }
            let position = try await database.read { db in
                try Int.fetchOne(db, sql: "SELECT position FROM projections WHERE name = 'sums'")
            }
            #expect(position == 92)
        }
    }

    @Test func `who asks to is told of every change, after the commit, and of no other`() async throws {
        try await withDatabase { database in
            let projector = projector(in: database)
            let changes = Mutex<[String]>([])
            projector.onChange { name in changes.withLock { $0.append(name) } }
            try await projector.catchUp()
            #expect(changes.withLock { $0 } == [])
            try await database.write { try Adder.add(5, in: $0) }
            try await projector.catchUp()
            try await projector.rebuild("sums")
            #expect(changes.withLock { $0.filter { $0 == "sums" } } == ["sums", "sums"])
        }
    }

    @Test func `the lag is what is not taken in yet, as a property and as a gauge`() async throws {
        try await withDatabase { database in
            let metrics = TestMetrics()
            let projector = Projector([Sums()], in: database, metrics: metrics, logger: quiet)
            try await database.write { try Adder.add(5, in: $0) }
            #expect(try await projector.lag == ["sums": 5])
            try await projector.catchUp()
            #expect(try await projector.lag == ["sums": 0])
            let gauge = try metrics.expectRecorder(Projector.lagLabel, [("projection", "sums")])
            #expect(gauge.lastValue == 0)
        }
    }

    @Test func `one that fails waits at its place and holds up no other`() async throws {
        let poison = Sums.Poison()
        let adder = Adder(sums: [Sums(), Sums(name: "sick", table: "sick", poison: poison)])
        try await withDatabase(adder) { database in
            let metrics = TestMetrics()
            let projector = Projector(
                adder.projections, in: database, metrics: metrics, logger: quiet)
            try await database.write { db in
                try Adder.add(5, in: db)
                try EventStore().append(
                    [.init(id: "x", type: "added", typeVersion: 1, data: #"{"n":1}"#)], to: "poison",
                    expectedVersion: 0, at: Date(timeIntervalSince1970: 0), in: db)
            }
            let running = Task { await projector.run() }
            try await until("the sound one is up to date") { try await facts(database) == 6 }
            #expect(try await facts(database, "sick") == 0)
            let gauge = try metrics.expectRecorder(Projector.lagLabel, [("projection", "sick")])
            try await until("the gauge tells") { gauge.lastValue == 6 }
            poison.stream.withLock { $0 = nil }
            try await until("the sick one is well") { try await facts(database, "sick") == 6 }
            await projector.finish()
            await running.value
        }
    }

    @Test func `who is ahead passes over what the others have yet to take in`() async throws {
        let poison = Sums.Poison()
        let adder = Adder(sums: [Sums(), Sums(name: "sick", table: "sick", poison: poison)])
        poison.stream.withLock { $0 = "s0" }
        try await withDatabase(adder) { database in
            try await database.write { try Adder.add(5, in: $0) }
            try await projector(adder, in: database).catchUp()
            #expect(try await facts(database) == 5)
            #expect(try await facts(database, "sick") == 0)
            poison.stream.withLock { $0 = nil }
            try await database.write { try Adder.add(20, in: $0) }
            try await projector(adder, in: database).catchUp()
            #expect(try await facts(database) == 25)
            #expect(try await facts(database, "sick") == 25)
        }
    }

    @Test func `a projection writes to its own tables only`() async throws {
        try await withDatabase { database in
            try await database.read { db in
                let view = ProjectionView(Sums(), in: db)
                _ = #expect(throws: UndeclaredTable(name: "events")) { try view.table("events") }
            }
        }
    }

    @Test func `a worker's projections follow its commits`() async throws {
        let bench = try Bench()
        let adder = Adder()
        let store = try Store.open(path: bench.path, participant: adder)
        let worker = try Worker(
            adder, score: .bakery, broker: bench.broker, store: store, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            for number in 1...3 {
                await bench.send(
                    #"{"order":"o","loaves":\#(number)}"#, user: "baker", key: "baker.baked")
                try await until("the view has it") {
                    try await bench.rows("SELECT facts FROM sums WHERE stream = 'o'") == [number]
                }
            }
            group.cancelAll()
        }
        #expect(try await bench.rows("SELECT sum FROM sums") == [6])
    }
}
