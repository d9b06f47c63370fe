import Foundation
import GRDB
import Synchronization
import Testing

@testable import Choreography

@Suite(.timeLimit(.minutes(1))) struct ProjectionStatusTests {
    private struct Crash: Error {}

    private func withDatabase(
        _ adder: Adder = Adder(), facts: Int, _ body: (DatabasePool, Projector) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let database = try DatabasePool(path: folder.appending(path: "adder.sqlite").path)
            _ = try Rehearsal(adder, score: .bakery, in: database)
            try await database.write { try Adder.add(facts, in: $0) }
            let projector = Projector(adder.projections, in: database, batch: 10, logger: quiet)
            try await projector.catchUp()
            try await body(database, projector)
            try database.close()
        }
    }

    private func facts(_ database: DatabasePool) async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: "SELECT sum(facts) FROM sums") ?? 0 }
    }

    private func untilEnded(_ projector: Projector) async throws -> ProjectionStatus.Rebuild? {
        try await until("the rebuild has ended") {
            try await projector.status(of: "sums").rebuild?.state != .running
        }
        return try await projector.status(of: "sums").rebuild
    }

    @Test func `tells version, position and lag, and how the rebuild goes and went`() async throws {
        try await withDatabase(facts: 95) { database, projector in
            var status = try await projector.status(of: "sums")
            #expect(status.version == 1 && status.position == 95 && status.head == 95 && status.lag == 0)
            #expect(status.trouble == nil && status.rebuild == nil)
            try await database.write { try Adder.add(5, in: $0) }
            status = try await projector.status(of: "sums")
            #expect(status.position == 95 && status.head == 100 && status.lag == 5)
            await #expect(throws: Crash.self) {
                try await projector.rebuild("sums") { progress in
                    let during = try await projector.status(of: "sums").rebuild
                    #expect(
                        during == .init(state: .running, position: progress.position, head: 100, error: nil))
                    if progress.position == 50 { throw Crash() }
                }
            }
            status = try await projector.status(of: "sums")
            #expect(status.rebuild == .init(state: .failed, position: 50, head: 100, error: "Crash()"))
            #expect(status.position == 95, "the old view is in place")
            try await projector.rebuild("sums")
            status = try await projector.status(of: "sums")
            #expect(status.rebuild == .init(state: .finished, position: 100, head: 100, error: nil))
            #expect(status.position == 100)
            #expect(try await projector.status == [status])
            await #expect(throws: UnknownProjection(name: "sum", known: ["sums"])) {
                try await projector.status(of: "sum")
            }
        }
    }

    @Test func `a view that was never built has version 0`() async throws {
        try await withTemporaryFolder { folder in
            let database = try DatabasePool(path: folder.appending(path: "adder.sqlite").path)
            _ = try Rehearsal(Adder(sums: []), score: .bakery, in: database)
            try await database.write { try Adder.add(5, in: $0) }
            _ = try Rehearsal(Adder(), score: .bakery, in: database)
            let projector = Projector([Sums()], in: database, logger: quiet)
            let status = try await projector.status(of: "sums")
            #expect(status.version == 0 && status.position == 0 && status.lag == 5)
            try await projector.rebuild("sums")
            #expect(try await projector.status(of: "sums").version == 1)
            try database.close()
        }
    }

    @Test func `tells the trouble of the one that is in trouble, for as long as it is`() async throws {
        let poison = Sums.Poison()
        poison.stream.withLock { $0 = "s3" }
        let adder = Adder(sums: [Sums(), Sums(name: "sick", table: "sick", poison: poison)])
        try await withDatabase(adder, facts: 5) { _, projector in
            #expect(try await projector.status.map(\.trouble) == [nil, "Broken()"])
            #expect(try await projector.status.map(\.lag) == [0, 5])
            let running = Task { await projector.run() }
            poison.stream.withLock { $0 = nil }
            try await until("it is well") { try await projector.status(of: "sick").trouble == nil }
            #expect(try await projector.status.map(\.lag) == [0, 0])
            await projector.finish()
            await running.value
        }
    }

    @Test func `a rebuild that is started goes on by itself, one at a time, beside the view`() async throws {
        let gate = Sums.Gate()
        try await withDatabase(Adder(sums: [Sums(gate: gate)]), facts: 95) { database, projector in
            try await projector.startRebuild("sums")
            await gate.reached()
            #expect(try await projector.status(of: "sums").rebuild?.state == .running)
            await #expect(throws: AlreadyRebuilding(name: "sums")) {
                try await projector.startRebuild("sums")
            }
            await #expect(throws: AlreadyRebuilding(name: "sums")) { try await projector.rebuild("sums") }
            #expect(try await facts(database) == 95)
            gate.open()
            #expect(
                try await untilEnded(projector)
                    == .init(state: .finished, position: 95, head: 95, error: nil))
            #expect(try await facts(database) == 95)
            try await projector.startRebuild("sums")
            #expect(try await untilEnded(projector)?.state == .finished)
            await #expect(throws: UnknownProjection(name: "sum", known: ["sums"])) {
                try await projector.startRebuild("sum")
            }
        }
    }

    @Test func `a started rebuild that fails tells why, and the next one may do better`() async throws {
        let poison = Sums.Poison()
        try await withDatabase(Adder(sums: [Sums(poison: poison)]), facts: 95) { database, projector in
            poison.stream.withLock { $0 = "s4" }
            try await projector.startRebuild("sums")
            #expect(
                try await untilEnded(projector)
                    == .init(state: .failed, position: 0, head: 0, error: "Broken()"))
            #expect(try await facts(database) == 95)
            poison.stream.withLock { $0 = nil }
            try await projector.startRebuild("sums")
            #expect(try await untilEnded(projector)?.state == .finished)
        }
    }

    @Test func `the end cuts a started rebuild off and waits for it; a later one ends at once`() async throws
    {
        let gate = Sums.Gate()
        try await withDatabase(Adder(sums: [Sums(gate: gate)]), facts: 95) { database, projector in
            let running = Task { await projector.run() }
            try await projector.startRebuild("sums")
            await gate.reached()
            await projector.finish()
            let order = Mutex<[String]>([])
            let waiting = Task {
                await running.value
                order.withLock { $0.append("ended") }
            }
            // Time enough to end for one that does not wait.
            try await Task.sleep(for: .milliseconds(200))
            order.withLock { $0.append("let go") }
            gate.open()
            await waiting.value
            #expect(order.withLock(\.self) == ["let go", "ended"])
            var status = try await projector.status(of: "sums")
            #expect(status.rebuild?.state == .failed && status.rebuild?.error == "it was cut off")
            try await projector.startRebuild("sums")
            #expect(try await untilEnded(projector)?.error == "it was cut off")
            status = try await projector.status(of: "sums")
            #expect(status.position == 95 && status.lag == 0)
            #expect(try await facts(database) == 95)
        }
    }
}
