import Foundation
import GRDB
import Testing

@testable import ShopSystem

@Suite struct ProcessUsageTests {
    @Test func `CPU time is what the process has worked, and memory what it has held`() throws {
        let before = try ProcessUsage.of(getpid(), withChildren: false)
        let end = clock() + 200_000
        while clock() < end {}
        let after = try ProcessUsage.of(getpid(), withChildren: false)
        #expect(after.cpuSeconds - before.cpuSeconds >= 0.15)
        #expect(after.peakKilobytes > 5000)
    }

    @Test func `The peak of memory can begin anew`() throws {
        let size = 64 << 20
        do {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
            memory.initializeMemory(as: UInt8.self, repeating: 1, count: size)
            memory.deallocate()
        }
        let before = try ProcessUsage.of(getpid(), withChildren: false).peakKilobytes
        ProcessUsage.resetPeak(of: getpid())
        let after = try ProcessUsage.of(getpid(), withChildren: false).peakKilobytes
        #expect(before - after > 40_000)
    }

    @Test func `Children count with their parent, unless told otherwise`() throws {
        let parent = Process()
        parent.executableURL = URL(fileURLWithPath: "/bin/sh")
        parent.arguments = ["-c", "sleep 100 & read line; kill -9 $!"]
        let input = Pipe()
        parent.standardInput = input
        try parent.run()
        defer {
            try? input.fileHandleForWriting.close()
            parent.waitUntilExit()
        }
        let (pid, deadline) = (parent.processIdentifier, ContinuousClock.now + .seconds(10))
        var (alone, all) = (0, 0)
        while all <= alone, ContinuousClock.now < deadline {
            alone = try ProcessUsage.of(pid, withChildren: false).peakKilobytes
            all = try ProcessUsage.of(pid).peakKilobytes
        }
        #expect(all > alone)
    }

    @Test func `A process that has ended cannot be measured`() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        let error = #expect(throws: SystemError.self) { try ProcessUsage.of(process.processIdentifier) }
        #expect(error?.message.contains("has ended") == true)
    }

    @Test func `Commits are counted without asking the database`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "commits-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "test.sqlite").path
        let database = try DatabasePool(path: path)
        try await database.write { try $0.execute(sql: "CREATE TABLE notes (text)") }
        let before = try CommitCount.read(ofDatabase: path)
        for number in 0..<1500 {
            // Long enough that the log is emptied now and then, which must not matter.
            try await database.write { db in
                try db.execute(
                    sql: "INSERT INTO notes VALUES (?)",
                    arguments: [String(repeating: "x", count: 5000 + number)])
            }
        }
        _ = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM notes") }
        #expect(try CommitCount.read(ofDatabase: path) &- before == 1500)
        try database.close()
    }

    @Test func `Where nobody has a database open there is nothing to count`() throws {
        let error = #expect(throws: SystemError.self) {
            try CommitCount.read(ofDatabase: "/nowhere/x.sqlite")
        }
        #expect(error?.message.contains("does the worker run?") == true)
    }

    @Test func `What perf writes is read, and what it could not count is no number`() {
        let lines = [
            "", "7,,syscalls:sys_enter_fsync,1383355,100.00,,",
            "30,,syscalls:sys_enter_fdatasync,1383355,100.00,,",
        ]
        #expect(SyncCounter.sum(lines) == 37)
        #expect(SyncCounter.sum(["<not counted>,,syscalls:sys_enter_fsync,0,100.00,,", lines[2]]) == nil)
        #expect(SyncCounter.sum([]) == nil)
    }
}
