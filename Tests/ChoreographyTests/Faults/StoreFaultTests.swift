import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Glibc
import Testing

/// A database that is in trouble while the worker runs: a real full disk, a real lock, real damage.
@Suite("A database in trouble", .timeLimit(.minutes(2))) struct StoreFaultTests {
    private static let mayMount = geteuid() == 0

    @Test(
        "on a full disk nothing is acknowledged and nothing lost; it goes on when there is space",
        .enabled(if: mayMount, "needs root, to mount a small tmpfs"))
    func full() async throws {
        try await withSmallDisk { disk in
            let bench = try Bench(on: disk)
            try await bench.withBaker { worker in
                await bench.order("before")
                try await bench.settled(worker)
                let ballast = disk.appending(path: "ballast")
                try fill(ballast)
                for number in 1...200 { await bench.order("o-\(number)") }
                try await until("it says so") {
                    await worker.health.reasons.contains { $0.contains("the database cannot commit") }
                }
                #expect(await bench.broker.depth(of: "baker") > 0)
                #expect(await bench.said("baker.baked").count < 201)
                try FileManager.default.removeItem(at: ballast)
                try await until("all are baked") { await bench.said("baker.baked").count == 201 }
                try await bench.settled(worker)
                #expect(await worker.health.isReady)
            }
            #expect(try await bench.rows("SELECT count(*) FROM bakes") == [201])
            #expect(await bench.broker.deadLetters(of: "baker").isEmpty)
        }
    }

    @Test("when somebody else has locked it, it waits, and goes on") func locked() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.order("before")
            try await bench.settled(worker)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let intruder = try DatabaseQueue(path: bench.path, configuration: configuration)
            try await intruder.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
            await bench.order("locked out")
            try await until("it says so") {
                await worker.health.reasons.contains { $0.contains("locked") }
            }
            #expect(await bench.broker.depth(of: "baker") == 1)
            try await intruder.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
            try await bench.settled(worker)
            #expect(await worker.health.isReady)
        }
        #expect(
            try await bench.rows("SELECT order_id FROM bakes ORDER BY number") == ["before", "locked out"])
    }

    @Test("damage ends the worker loudly, and the file stays as it is") func damaged() async throws {
        let bench = try Bench()
        let error = await #expect(throws: StoreError.self) {
            try await bench.withBakerToTheEnd { worker in
                for number in 1...50 { await bench.order("o-\(number)") }
                try await bench.settled(worker)
                try await bench.damage()
                await bench.order("after")
            }
        }
        #expect(error?.code == .corrupt)
        #expect(await bench.broker.depth(of: "baker") == 1, "the broker has it still")
        let again = await #expect(throws: StoreError.self) { try await bench.withBaker { _ in } }
        #expect(again?.code == .corrupt)
    }

    private func withSmallDisk(_ body: (URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try #require(mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0, "errno \(errno)")
            defer { umount2(folder.path, Int32(MNT_DETACH)) }
            try await body(folder)
        }
    }

    /// Until not even a byte fits.
    private func fill(_ ballast: URL) throws {
        let descriptor = open(ballast.path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
    }
}

extension Bench {
    /// Runs the baker until it ends by itself.
    fileprivate func withBakerToTheEnd(_ body: @Sendable (Worker) async throws -> Void) async throws {
        let baker = Baker(oven: nil)
        let worker = try Worker(
            baker, score: .bakery, broker: broker, store: try Store.open(path: path, participant: baker),
            clock: clock, logger: quiet)
        async let running: Void = worker.run()
        try await body(worker)
        try await running
    }

    /// Overwrites all but the first page, in a way that no cache hides.
    fileprivate func damage() async throws {
        let intruder = try DatabaseQueue(path: path)
        try await intruder.writeWithoutTransaction { db in
            // A change by another connection makes the worker's forget its cache.
            try db.execute(sql: "INSERT INTO bakes (order_id, loaves) VALUES ('intruder', 1)")
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let file = try FileHandle(forUpdating: URL(filePath: path))
        let size = try file.seekToEnd()
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: Data(repeating: 0x5A, count: Int(size) - 4096))
        try file.close()
    }
}
