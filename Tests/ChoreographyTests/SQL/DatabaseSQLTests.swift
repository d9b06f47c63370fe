import Choreography
import Foundation
import GRDB
import Testing

@Suite("Statements of our own")
struct DatabaseSQLTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        try database.write { try $0.execute(sql: "CREATE TABLE box (id INTEGER PRIMARY KEY, value)") }
    }

    private func kept(_ value: (some SQLBindable)?) throws -> (type: String, value: DatabaseValue) {
        try database.write { db in
            try db.run("INSERT OR REPLACE INTO box (id, value) VALUES (1, ?)", value)
            let row = try #require(try Row.fetchOne(db, sql: "SELECT typeof(value), value FROM box"))
            return (row[0], row[1])
        }
    }

    @Test("keep each kind of value as SQLite has it")
    func kinds() throws {
        #expect(try kept(Int64.min) == ("integer", Int64.min.databaseValue))
        #expect(try kept(-7) == ("integer", (-7).databaseValue))
        #expect(try kept(true) == ("integer", 1.databaseValue))
        #expect(try kept("Grüße").value == "Grüße".databaseValue)
        #expect(try kept("") == ("text", "".databaseValue))
        #expect(try kept([UInt8]([0, 255])) == ("blob", Data([0, 255]).databaseValue))
        #expect(try kept([UInt8]()) == ("blob", Data().databaseValue))
        #expect(try kept(Data([1, 2])) == ("blob", Data([1, 2]).databaseValue))
        #expect(try kept(Int?.none) == ("null", .null))
        #expect(try kept(Data([9, 1, 2]).dropFirst()) == ("blob", Data([1, 2]).databaseValue))
    }

    @Test("read each kind of value, and NULL where it may be")
    func reading() throws {
        try database.write { db in
            let row = try db.first("SELECT 1 << 40, 'é', x'00ff', NULL, 0, NULL") { row in
                (
                    row[0] as Int64, row[0] as Int, row[1] as String, row[2] as [UInt8], row[3] as String?,
                    row[4] as Bool, row[5] as Int, row[1] as String?
                )
            }
            let found = try #require(row)
            #expect(found.0 == 1 << 40 && found.1 == 1 << 40 && found.2 == "é" && found.3 == [0, 255])
            #expect(found.4 == nil && !found.5 && found.6 == 0 && found.7 == "é")
            #expect(try db.first("SELECT ?", "a\u{0}b") { $0[0] } == "a\u{0}b")
            #expect(try db.first("SELECT value FROM box WHERE id = ?", 9) { $0[0] as Int } == nil)
        }
    }

    @Test("can be used again and again, also in between")
    func again() throws {
        try database.write { db in
            for id in 1...3 { try db.run("INSERT INTO box (id, value) VALUES (?, ?)", id, "v\(id)") }
            // Ends after the first of three rows, and begins anew the next time.
            for _ in 1...2 { #expect(try db.first("SELECT value FROM box ORDER BY id") { $0[0] } == "v1") }
            #expect(
                try db.all("SELECT value FROM box ORDER BY id") { $0[0] as String } == ["v1", "v2", "v3"])
            #expect(try db.run("UPDATE box SET value = ? WHERE id > ?", "w", 1) == 2)
            #expect(try db.run("DELETE FROM box WHERE id = ?", 7) == 0)
        }
    }

    /// Arguments are copied to where the statement keeps room for those of its last run.
    @Test("take arguments of any size in any order, and keep each as it was")
    func sizes() throws {
        let sizes = [0, 1, 40, 41, 39, 4_000, 300, 5_000, 100_000, 2, 300, 0, 4_096, 7]
        try database.write { db in
            for (id, size) in sizes.enumerated() {
                let text = String(repeating: "ä", count: size)
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: size)
                let row = try db.first("SELECT ?, ?, ?, ?", text, bytes, id, "\(id)") { row in
                    (row[0] as String, row[1] as [UInt8], row[2] as Int, row[3] as String)
                }
                let found = try #require(row)
                #expect(found == (text, bytes, id, "\(id)"))
                try db.run("INSERT INTO box (id, value) VALUES (?, ?)", id, text)
            }
            let kept = try db.all("SELECT value FROM box ORDER BY id") { $0[0] as String }
            #expect(kept.map(\.count) == sizes)
        }
    }

    @Test("refuse to be used for something else while a row of theirs is handed in, and are unharmed")
    func usedWithin() throws {
        try database.write { db in
            for id in 1...3 { try db.run("INSERT INTO box (id, value) VALUES (?, ?)", id, "v\(id)") }
            func values(above text: String, _ body: (String) throws -> Void) throws -> [String] {
                try db.all("SELECT value FROM box WHERE value > ? ORDER BY id", text) { row in
                    try body(text)
                    return row[0]
                }
            }
            for _ in 1...2 {
                let found = try values(above: "v1") { _ in
                    let error = #expect(throws: DatabaseError.self) {
                        try values(above: "v2 and more") { _ in }
                    }
                    #expect(error?.resultCode == .SQLITE_MISUSE)
                }
                #expect(found == ["v2", "v3"])
            }
        }
    }

    @Test("name what went wrong, and can be used afterwards")
    func failing() throws {
        try database.write { db in
            try db.run("INSERT INTO box (id, value) VALUES (?, ?)", 1, "a")
            let error = #expect(throws: DatabaseError.self) {
                try db.run("INSERT INTO box (id, value) VALUES (?, ?)", 1, "b")
            }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
            #expect(error?.message?.contains("box.id") == true)
            #expect(error?.sql?.contains("INSERT INTO box") == true)
            try db.run("INSERT INTO box (id, value) VALUES (?, ?)", 2, "b")
            #expect(throws: DatabaseError.self) { try db.run("INSERT INTO nowhere VALUES (1)") }
            struct Stop: Error {}
            #expect(throws: Stop.self) { try db.all("SELECT id FROM box") { _ in throw Stop() } }
            #expect(try db.all("SELECT id FROM box") { $0[0] as Int } == [1, 2])
        }
    }

    @Test("take no fewer and no more arguments than they have")
    func argumentCount() throws {
        try database.write { db in
            try db.run("INSERT INTO box (id, value) VALUES (?, ?)", 1, "a")
            #expect(throws: DatabaseError.self) { try db.run("UPDATE box SET value = ? WHERE id = ?", "b") }
            #expect(throws: DatabaseError.self) {
                try db.run("UPDATE box SET value = ? WHERE id = ?", "b", 1, 2)
            }
            #expect(try db.first("SELECT value FROM box") { $0[0] as String } == "a")
        }
    }

    /// After some errors SQLite takes back the transaction by itself; what follows must not be written on its own.
    @Test("change nothing where there is no transaction")
    func noTransaction() throws {
        try database.writeWithoutTransaction { db in
            let error = #expect(throws: DatabaseError.self) {
                try db.run("INSERT INTO box (id, value) VALUES (?, ?)", 5, "a")
            }
            #expect(error?.resultCode == .SQLITE_ABORT)
            let count = try db.first("SELECT count(*) FROM box") { $0[0] as Int }
            #expect(count == 0)
        }
    }

    @Test("survive a change of the schema")
    func schemaChange() throws {
        func columns(_ db: Database) throws -> [String?]? {
            try db.first("SELECT * FROM box") { row in [row[1], row[1]] }
        }
        try database.write { db in
            try db.run("INSERT INTO box (id, value) VALUES (?, ?)", 1, "a")
            #expect(try columns(db) == ["a", "a"])
            try db.execute(sql: "ALTER TABLE box RENAME TO old; CREATE TABLE box (id INTEGER, value)")
            #expect(try columns(db) == nil)
            try db.execute(sql: "DROP TABLE box; ALTER TABLE old RENAME TO box")
            #expect(try columns(db) == ["a", "a"])
        }
    }

    /// The lists of statements are found by the address of the connection, which another may have later.
    @Test("belong to their connection, which can be closed")
    func connections() throws {
        for round in 0..<50 {
            let other = try DatabaseQueue()
            try other.write { db in
                try db.execute(sql: "CREATE TABLE box (id INTEGER PRIMARY KEY, value)")
                try db.run("INSERT INTO box (id, value) VALUES (?, ?)", round, "x")
                #expect(try db.all("SELECT id FROM box") { $0[0] as Int } == [round])
            }
            if round.isMultiple(of: 2) { try other.close() }
        }
        #expect(try database.read { db in try db.all("SELECT id FROM box") { $0[0] as Int } } == [])
    }
}
