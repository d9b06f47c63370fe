import Foundation
import GRDB
import Testing

@testable import Choreography

@Suite(.timeLimit(.minutes(1))) struct StreamWatchTests {
    private func withStore(_ body: (Store) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.open(
                path: folder.appending(path: "adder.sqlite").path, participant: Adder())
            try await body(store)
            try await store.close()
        }
    }

    private func record(
        _ stream: String, in store: Store, then: @Sendable (Database) throws -> Void = { _ in }
    )
        async throws
    {
        try await store.database.write { db in
            let version = try EventStore().version(of: stream, in: db)
            try EventStore().append(
                [.init(id: "x", type: "added", data: "{}")], to: stream, expectedVersion: version, at: Date(),
                in: db)
            try then(db)
        }
    }

    @Test func `whoever watches a stream hears of its facts, and of no other's`() async throws {
        try await withStore { store in
            let watch = StreamWatch(store)
            var mine = watch.changes(of: "a").makeAsyncIterator()
            let others = watch.changes(of: "b")
            #expect(await mine.next() != nil, "once at the start")
            try await record("a", in: store)
            #expect(await mine.next() != nil)
            // Several commits while nobody asks are one.
            for _ in 0..<3 { try await record("a", in: store) }
            #expect(await mine.next() != nil)
            struct Undone: Error {}
            await #expect(throws: Undone.self) { try await record("b", in: store) { _ in throw Undone() } }
            try await record("a", in: store)
            let heard = Task { await others.reduce(0) { count, _ in count + 1 } }
            #expect(await mine.next() != nil)
            while watch.count > 1 {
                heard.cancel()
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(await heard.value <= 1, "the one at the start, nothing that was undone or another's")
        }
    }

    @Test func `whoever begins to watch while a fact is being recorded hears of it`() async throws {
        try await withStore { store in
            let watch = StreamWatch(store)
            let commit = DispatchSemaphore(value: 0)
            let (recorded, isRecorded) = AsyncStream<Void>.makeStream()
            async let recording: Void = record("a", in: store) { _ in
                isRecorded.yield()
                commit.wait()
            }
            for await _ in recorded { break }
            var changes = watch.changes(of: "a").makeAsyncIterator()
            #expect(await changes.next() != nil, "at the start: there is nothing to read yet")
            commit.signal()
            try await recording
            #expect(await changes.next() != nil)
        }
    }

    @Test func `who watches no more is forgotten`() async throws {
        try await withStore { store in
            let watch = StreamWatch(store)
            let task = Task { for await _ in watch.changes(of: "a") {} }
            while watch.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            await task.value
            #expect(watch.count == 0)
            try await record("a", in: store)
        }
    }

    @Test func `a store can be read until it is closed, and not be written so`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.open(
                path: folder.appending(path: "adder.sqlite").path, participant: Adder())
            #expect(try await store.read { try EventStore().head(in: $0) } == 0)
            await #expect(throws: DatabaseError.self) { try await store.read { try Adder.add(1, in: $0) } }
            try await store.close()
            let failure = await #expect(throws: Failure.self) {
                try await store.read { try EventStore().head(in: $0) }
            }
            #expect(failure?.isTransient == true && failure?.kind == "shutting-down")
        }
    }
}
