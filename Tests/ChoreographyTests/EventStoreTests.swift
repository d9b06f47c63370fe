import Choreography
import Foundation
import GRDB
import Testing

@Suite struct EventStoreTests {
    let events = EventStore()
    let database: DatabaseQueue
    let now = Date(timeIntervalSince1970: 1_767_323_945.678)

    init() throws {
        database = try DatabaseQueue()
        try database.write { try EventStore.createTables(in: $0) }
    }

    private func event(_ name: String) -> EventStore.NewEvent {
        EventStore.NewEvent(
            id: "id-\(name)", type: name, typeVersion: 2, data: #"{"name":"\#(name)"}"#,
            metadata: #"{"cause":"m-1"}"#)
    }

    @Test func `what was appended is read in order`() throws {
        try database.write { db in
            #expect(
                try events.append([event("a"), event("b")], to: "s", expectedVersion: 0, at: now, in: db) == 2
            )
            #expect(try events.append([event("c")], to: "s", expectedVersion: 2, at: now, in: db) == 3)
            let read = try events.read("s", in: db)
            #expect(read.map(\.event) == [event("a"), event("b"), event("c")])
            #expect(read.map(\.version) == [1, 2, 3])
            #expect(read.allSatisfy { $0.stream == "s" && $0.recordedAt == now })
            #expect(try events.read("s", since: 2, in: db).map(\.event) == [event("c")])
            #expect(try events.read("s", since: 3, in: db).isEmpty)
        }
    }

    @Test func `a stream that does not exist is empty`() throws {
        try database.read { db in
            let (read, version) = (try events.read("s", in: db), try events.version(of: "s", in: db))
            #expect(read.isEmpty)
            #expect(version == 0)
        }
    }

    @Test func `streams do not mix, and all of them are read in the order of recording`() throws {
        try database.write { db in
            try events.append([event("a")], to: "s", expectedVersion: 0, at: now, in: db)
            try events.append([event("b")], to: "t", expectedVersion: 0, at: now, in: db)
            try events.append([event("c")], to: "s", expectedVersion: 1, at: now, in: db)
            #expect(try events.read("t", in: db).map(\.event.type) == ["b"])
            let first = try events.readAll(limit: 2, in: db)
            #expect(first.map(\.event.type) == ["a", "b"])
            let rest = try events.readAll(after: try #require(first.last).position, limit: 2, in: db)
            #expect(rest.map(\.event.type) == ["c"])
        }
    }

    @Test(arguments: [0, 1, 3])
    func `who read another version must read again`(_ expected: Int) throws {
        try database.write { db in
            try events.append([event("a"), event("b")], to: "s", expectedVersion: 0, at: now, in: db)
            #expect(
                throws: EventStore.ConcurrencyConflict(
                    stream: "s", expectedVersion: expected, actualVersion: 2)
            ) {
                try events.append([event("c")], to: "s", expectedVersion: expected, at: now, in: db)
            }
            #expect(try events.version(of: "s", in: db) == 2)
        }
    }

    @Test(arguments: ["UPDATE events SET data = '{}'", "DELETE FROM events"])
    func `what is recorded can be neither changed nor deleted`(_ sql: String) throws {
        _ = try database.write { db in
            try events.append([event("a")], to: "s", expectedVersion: 0, at: now, in: db)
        }
        #expect { try database.write { try $0.execute(sql: sql) } } throws: {
            ($0 as? DatabaseError)?.message?.contains("never") == true
        }
        #expect(try database.read { try events.read("s", in: $0) }.map(\.event) == [event("a")])
    }
}
