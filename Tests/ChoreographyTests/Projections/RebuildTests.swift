import Foundation
import GRDB
import Synchronization
import Testing

@testable import Choreography

@Suite(.timeLimit(.minutes(1))) struct RebuildTests {
    private struct Crash: Error {}

    private func withDatabase(
        facts: Int, _ body: (DatabasePool, Projector, String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "adder.sqlite").path
            let database = try DatabasePool(path: path)
            _ = try Rehearsal(Adder(), score: .bakery, in: database)
            try await database.write { try Adder.add(facts, in: $0) }
            let projector = Projector([Sums()], in: database, batch: 10, logger: quiet)
            try await projector.catchUp()
            try await body(database, projector, path)
            try database.close()
        }
    }

    private func dump(_ database: DatabasePool) async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(
                db, sql: "SELECT stream || ' ' || facts || ' ' || sum FROM sums ORDER BY stream")
        }
    }

    private func tables(_ database: DatabasePool) async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE tbl_name LIKE 'sums%' AND type = 'table'")
        }
    }

    @Test func `a rebuilt view is the same, and what was wrong is right again`() async throws {
        try await withDatabase(facts: 95) { database, projector, _ in
            let before = try await dump(database)
            try await database.write {
                try $0.execute(sql: "UPDATE sums SET sum = 7; DELETE FROM sums WHERE stream = 's1'")
            }
            let steps = Mutex<[Int64]>([])
            let end = try await projector.rebuild("sums") { progress in
                steps.withLock { $0.append(progress.position) }
            }
            #expect(try await dump(database) == before)
            #expect(end.isFinished && end.position == 95 && end.head == 95)
            #expect(steps.withLock(\.self) == [10, 20, 30, 40, 50, 60, 70, 80, 90, 95])
            #expect(try await tables(database) == ["sums"])
            try await projector.rebuild("sums")
            try await database.write { try Adder.add(10, in: $0) }
            try await projector.catchUp()
            #expect(try await projector.lag == ["sums": 0])
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT sum(sum) FROM sums") } == 105)
        }
    }

    @Test func `a rebuild that was cut off leaves the view, and the next one starts over`() async throws {
        try await withDatabase(facts: 95) { database, projector, path in
            let before = try await dump(database)
            await #expect(throws: Crash.self) {
                try await projector.rebuild("sums") { if $0.position == 50 { throw Crash() } }
            }
            #expect(try await tables(database).sorted() == ["sums", "sums_rebuild"])
            #expect(try await dump(database) == before)
            // As the next process finds it; facts have come meanwhile.
            let again = try DatabasePool(path: path)
            _ = try Rehearsal(Adder(), score: .bakery, in: again)
            #expect(try await dump(again) == before)
            try await again.write { try Adder.add(10, in: $0) }
            let next = Projector([Sums()], in: again, batch: 10, logger: quiet)
            try await next.catchUp()
            let live = try await dump(again)
            let first = Mutex<Int64?>(nil)
            try await next.rebuild("sums") { progress in
                first.withLock { $0 = $0 ?? progress.position }
            }
            #expect(first.withLock(\.self) == 10)
            #expect(try await dump(again) == live)
            #expect(try await tables(again) == ["sums"])
            try again.close()
        }
    }

    @Test func `a rebuild is cancelled between two transactions`() async throws {
        try await withDatabase(facts: 95) { database, projector, _ in
            let task = Task {
                try await projector.rebuild("sums") { progress in
                    if progress.position == 50 { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            let left = try await tables(database)
            #expect(left.sorted() == ["sums", "sums_rebuild"])
        }
    }

    @Test func `readers see the old view or the new one, never a part`() async throws {
        try await withDatabase(facts: 95) { database, projector, _ in
            let before = try await dump(database)
            try await projector.rebuild("sums") { _ in
                let seen = try await dump(database)
                #expect(seen == before)
            }
        }
    }

    @Test func `of two rebuilds at a time the later one goes on`() async throws {
        try await withDatabase(facts: 95) { database, projector, _ in
            let before = try await dump(database)
            let reached = Mutex<[Int64]>([])
            await #expect(throws: ProjectionRebuild.Superseded(projection: "sums")) {
                try await ProjectionRebuild.run(Sums(), in: database, batch: 10) { outer in
                    reached.withLock { $0.append(outer.position) }
                    guard reached.withLock({ $0.count == 5 }) else { return }
                    await #expect(throws: Crash.self) {
                        try await ProjectionRebuild.run(Sums(), in: database, batch: 10) { inner in
                            if inner.position == 20 { throw Crash() }
                        }
                    }
                }
            }
            #expect(reached.withLock(\.self) == [10, 20, 30, 40, 50], "it has taken in nothing more")
            await #expect(throws: AlreadyRebuilding(name: "sums")) {
                try await projector.rebuild("sums") { _ in try await projector.rebuild("sums") }
            }
            #expect(try await dump(database) == before)
        }
    }

    @Test func `a rebuild that a later one has overtaken ends, and leaves that one's view as it is`()
        async throws
    {
        try await withDatabase(facts: 95) { database, projector, _ in
            let before = try await dump(database)
            let outer = Mutex<[Int64]>([])
            await #expect(throws: ProjectionRebuild.Superseded(projection: "sums")) {
                try await ProjectionRebuild.run(Sums(), in: database, batch: 10) { progress in
                    outer.withLock { $0.append(progress.position) }
                    if outer.withLock({ $0.count == 5 }) {
                        try await ProjectionRebuild.run(Sums(), in: database, batch: 10)
                    }
                }
            }
            #expect(outer.withLock(\.self) == [10, 20, 30, 40, 50], "it has taken in nothing more")
            #expect(try await dump(database) == before)
            #expect(try await tables(database) == ["sums"])
            #expect(try await projector.lag == ["sums": 0])
        }
    }

    @Test func `an unknown projection is named with those that are known`() async throws {
        try await withDatabase(facts: 0) { _, projector, _ in
            await #expect(throws: UnknownProjection(name: "sum", known: ["sums"])) {
                try await projector.rebuild("sum")
            }
        }
    }

    @Test func `another version of the code is built beside the old one's view, then takes its place`()
        async throws
    {
        try await withDatabase(facts: 95) { database, _, _ in
            let next = Projector([Sums(version: 2)], in: database, batch: 10, logger: quiet)
            try await database.write { try Adder.add(10, in: $0) }
            try await next.catchUp()
            #expect(try await next.lag == ["sums": 10])
            let running = Task { await next.run() }
            try await until("the new version is in place") {
                try await database.read { db in
                    try Int.fetchOne(db, sql: "SELECT version FROM projections") == 2
                }
            }
            try await database.write { try Adder.add(1, in: $0) }
            try await until("it follows") { try await next.lag == ["sums": 0] }
            #expect(
                try await database.read { try Int.fetchOne($0, sql: "SELECT sum(facts) FROM sums") } == 106)
            await next.finish()
            await running.value
        }
    }
}
