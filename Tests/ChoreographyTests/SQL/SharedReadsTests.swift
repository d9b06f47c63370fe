import Foundation
import GRDB
import Synchronization
import Testing

@testable import Choreography

@Suite struct SharedReadsTests {
    private func withDatabase(_ body: (DatabasePool) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let database = try DatabasePool(path: folder.appending(path: "loaves.sqlite").path)
            try await database.write {
                try $0.execute(sql: "CREATE TABLE loaves (id INTEGER); INSERT INTO loaves VALUES (1)")
            }
            try await body(database)
            try database.close()
        }
    }

    private static let count: @Sendable (Database) throws -> Int = {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM loaves") ?? 0
    }

    private static let bake: @Sendable (Database) throws -> Int = { db in
        try db.execute(sql: "INSERT INTO loaves VALUES (2)")
        return db.changesCount
    }

    /// What each query has found when all were asked for together; a query without an answer by then has none here.
    private static func together(
        _ reads: SharedReads, _ queries: [@Sendable (Database) throws -> Int]
    ) -> [Result<Int, DatabaseError>] {
        let found = Found()
        reads.together {
            for query in queries { Task.immediate { await found.note(query, through: reads) } }
        }
        return found.results.withLock { $0 }
    }

    private final class Found: Sendable {
        let results = Mutex<[Result<Int, DatabaseError>]>([])

        func note(_ query: @escaping @Sendable (Database) throws -> Int, through reads: SharedReads) async {
            let result: Result<Int, DatabaseError>
            do {
                result = .success(try await reads.read(query))
            } catch {
                result = .failure(error as? DatabaseError ?? DatabaseError(message: "\(error)"))
            }
            results.withLock { $0.append(result) }
        }
    }

    @Test func `Looks that are asked for together have their answers at once`() async throws {
        try await withDatabase { database in
            let reads = SharedReads(database)
            #expect(try Self.together(reads, [Self.count, Self.count]).map { try $0.get() } == [1, 1])
            try await database.write { _ = try Self.bake($0) }
            #expect(
                try Self.together(reads, [Self.count]).map { try $0.get() } == [2],
                "what was committed before")
            #expect(try await reads.read(Self.count) == 2, "alone")
        }
    }

    @Test func `A look cannot write, together or alone`() async throws {
        try await withDatabase { database in
            let reads = SharedReads(database)
            let found = Self.together(reads, [Self.count, Self.bake])
            #expect(try found.first?.get() == 1)
            #expect(throws: DatabaseError.self) { try found.last?.get() }
            if case .failure(let error)? = found.last { #expect(error.resultCode == .SQLITE_READONLY) }
            await #expect(throws: DatabaseError.self) { try await reads.read(Self.bake) }
            #expect(try await database.read(Self.count) == 1, "it was taken back")
            try await database.write { _ = try Self.bake($0) }
            #expect(try await database.read(Self.count) == 2, "writing goes on")
        }
    }

    @Test func `Where the database is closed each is told so`() async throws {
        try await withDatabase { database in
            try database.close()
            let reads = SharedReads(database)
            // Asked apart then: the answer may come from another thread.
            #expect(Self.together(reads, [Self.count]).allSatisfy { (try? $0.get()) == nil })
        }
    }
}
