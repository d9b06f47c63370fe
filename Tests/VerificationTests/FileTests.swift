import Choreography
import Foundation
import GRDB
import Logging
import Payment
import ShopEvents
import Testing

@testable import ShopSystem

/// Files of workers that run, have stopped, were killed; and files that are none.
@Suite("Whose files are read", .timeLimit(.minutes(2)))
struct FileTests {
    private func verifier(_ world: World) -> Verifier {
        Verifier(dataFolders: world.dataFolders, mails: [world.maildir], access: nil, logger: silence)
    }

    /// Names and contents of all files but the shared memory, which holds locks and no data.
    private func contents(_ folder: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return try names.reduce(into: [:]) { contents, name in
            let path = "\(folder)/\(name)"
            if name == "mail" { return }
            contents[name] = name.hasSuffix("-shm") ? Data() : try Data(contentsOf: URL(filePath: path))
        }
    }

    @Test("workers that have stopped: nothing is left beside their files") func stopped() async throws {
        try await World.withCopy { world in
            let before = try world.dataFolders.mapValues(contents)
            let verification = try await verifier(world).verify()
            #expect(verification.isSound && verification.figures.events == nil)
            #expect(try world.dataFolders.mapValues(contents) == before)
        }
    }

    @Test("a folder that nobody may write to") func readOnly() async throws {
        try await World.withCopy { world in
            let folder = world.dataFolder(of: "order")
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
            defer {
                try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            }
            #expect(try await verifier(world).verify().isSound)
        }
    }

    @Test("a worker that runs: its last commits are seen, and it may write") func running() async throws {
        try await World.withCopy { world in
            let store = try Store.open(
                path: world.database(of: "payment"),
                participant: PaymentParticipant(gateway: SimulatedGateway()))
            try await write("UPDATE payments SET amount = amount + 1 WHERE order_id = ?", store, world)
            let books = try await Books.open(world.dataFolders)
            let stamps = try await books.stamps()
            #expect(Set(try await books.verification(since: stamps).violations.map(\.invariant)) == [3])
            #expect(try await books.stamps() == stamps)
            // Its writer goes on while we look, and we are told.
            try await books.look { [id = world.id(.confirmed)] db in
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM payment.payments")
                try store.database.write { db in
                    try db.execute(
                        sql: "UPDATE payments SET amount = amount - 1 WHERE order_id = ?", arguments: [id])
                }
            }
            let after = try await books.verification(since: stamps)
            #expect(after.moving == [Movement(kind: .writes, participant: "payment", count: 1)])
            #expect(after.violations == [] && !after.isSound)
            try books.close()
            try await store.close()
        }
    }

    @Test("a worker that was killed: what it left in the log counts, and stays") func killed() async throws {
        try await World.withCopy { world in
            let store = try Store.open(
                path: world.database(of: "payment"),
                participant: PaymentParticipant(gateway: SimulatedGateway()))
            try await write("UPDATE payments SET amount = amount + 1 WHERE order_id = ?", store, world)
            // What a kill leaves: file and log as they are, without the shared memory.
            let dead = world.dataFolder(of: "payment") + "-dead"
            try FileManager.default.copyItem(atPath: world.dataFolder(of: "payment"), toPath: dead)
            try? FileManager.default.removeItem(atPath: "\(dead)/payment.sqlite-shm")
            try await store.close()
            let before = try contents(dead)
            #expect(before["payment.sqlite-wal"].map { !$0.isEmpty } == true)
            var folders = world.dataFolders
            folders["payment"] = dead
            let verifier = Verifier(dataFolders: folders, access: nil, logger: silence)
            for _ in 1...2 {
                #expect(Set(try await verifier.verify().violations.map(\.invariant)) == [3])
            }
            let after = try contents(dead).filter { !$0.key.hasSuffix("-shm") }
            #expect(after == before)
            // And the worker comes back to all that it had.
            let again = try Store.open(
                path: "\(dead)/payment.sqlite", participant: PaymentParticipant(gateway: SimulatedGateway()))
            let amount = try await again.database.read { [id = world.id(.confirmed)] db in
                try Int.fetchOne(db, sql: "SELECT amount FROM payments WHERE order_id = ?", arguments: [id])
            }
            #expect(amount == 301)
            try await again.close()
        }
    }

    @Test("a worker that starts while its file is read is noticed") func started() async throws {
        try await World.withCopy { world in
            let books = try await Books.open(world.dataFolders)
            let stamps = try await books.stamps()
            let store = try Store.open(
                path: world.database(of: "payment"),
                participant: PaymentParticipant(gateway: SimulatedGateway()))
            #expect(try await books.verification(since: stamps).moving.map(\.kind) == [.writes])
            try books.close()
            try await store.close()
        }
    }

    @Test(
        "a file that cannot be used is named", arguments: ["missing", "rubbish", "damaged", "other", "empty"])
    func unusable(_ how: String) async throws {
        try await World.withCopy { world in
            let path = world.database(of: "shipping")
            switch how {
            case "missing": try FileManager.default.removeItem(atPath: path)
            case "rubbish":
                try Data("this is no database, and never was one".utf8).write(to: URL(filePath: path))
            case "empty": try Data().write(to: URL(filePath: path))
            case "damaged":
                let handle = try FileHandle(forWritingTo: URL(filePath: path))
                let end = try handle.seekToEnd()
                try handle.seek(toOffset: 4096)
                try handle.write(contentsOf: Data(repeating: 0xA5, count: Int(end) - 4096))
                try handle.close()
            default:
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.copyItem(atPath: world.database(of: "email"), toPath: path)
            }
            let error = await #expect(throws: SystemError.self) { try await verifier(world).verify() }
            #expect(error?.code == .unreadableDatabase)
            #expect(how == "damaged" || error?.message.contains(path) == true, "\(error?.message ?? "")")
        }
    }

    @Test("our own connection cannot write") func cannotWrite() async throws {
        try await World.withCopy { world in
            let books = try await Books.open(world.dataFolders)
            for part in Score.shop.parts {
                await #expect(throws: SystemError.self) {
                    try await books.enter { try $0.execute(sql: "DELETE FROM \"\(part.name)\".inbox") }
                }
            }
            try books.close()
        }
    }

    private func write(_ sql: String, _ store: Store, _ world: World) async throws {
        try await store.database.write { [id = world.id(.confirmed)] db in
            try db.execute(sql: sql, arguments: [id])
        }
    }
}
