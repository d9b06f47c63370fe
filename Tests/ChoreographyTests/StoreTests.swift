import Choreography
import Foundation
import Glibc
import Testing

@Suite("The database file") struct StoreTests {
    @Test("a second worker on the same file is refused") func inUse() throws {
        let bench = try Bench()
        let first = try Store.open(path: bench.path, participant: Baker(oven: nil))
        let error = #expect(throws: StoreError.self) {
            try Store.open(path: bench.path, participant: Baker(oven: nil))
        }
        #expect(error?.code == .inUse)
        withExtendedLifetime(first) {}
    }

    /// As a process has it that was forked while the file was open, until its exec.
    @Test("a closed file can be opened again, though somebody still holds the lock's descriptor")
    func inherited() async throws {
        let bench = try Bench()
        let first = try Store.open(path: bench.path, participant: Baker(oven: nil))
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let held = try #require(
            descriptors.first {
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
                return target == bench.path + ".lock"
            }.flatMap { Int32($0) })
        let inherited = dup(held)
        defer { close(inherited) }
        try await first.close()
        try await Store.open(path: bench.path, participant: Baker(oven: nil)).close()
    }

    @Test("a file that has vanished is refused, unless told to begin anew") func missing() throws {
        let bench = try Bench()
        _ = try Store.open(path: bench.path, participant: Baker(oven: nil))
        try FileManager.default.removeItem(atPath: bench.path)
        let error = #expect(throws: StoreError.self) {
            try Store.open(path: bench.path, participant: Baker(oven: nil))
        }
        #expect(error?.code == .missing)
        #expect(error?.description.contains("--init") == true)
        _ = try Store.open(path: bench.path, participant: Baker(oven: nil), allowCreate: true)
    }

    @Test("a damaged file is refused and left as it is") func corrupt() throws {
        let bench = try Bench()
        let garbage = Data(repeating: 0x55, count: 8192)
        try garbage.write(to: URL(filePath: bench.path))
        let error = #expect(throws: StoreError.self) {
            try Store.open(path: bench.path, participant: Baker(oven: nil))
        }
        #expect(error?.code == .corrupt)
        #expect(try Data(contentsOf: URL(filePath: bench.path)) == garbage)
    }

    @Test("a folder that cannot be written is named") func inaccessible() {
        let error = #expect(throws: StoreError.self) {
            try Store.open(path: "/proc/nowhere/baker.sqlite", participant: Baker(oven: nil))
        }
        #expect(error?.code == .inaccessible)
        #expect(error?.description.contains("/proc/nowhere") == true)
    }
}
