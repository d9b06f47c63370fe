import Foundation
import ShopSystem
import Testing

extension SystemTests {
    /// The whole torture in small; the real one is `choreo chaos`.
    @Suite("Chaos", .timeLimit(.minutes(5))) struct ChaosTests {
        @Test("60 orders and 12 faults: nothing lost, nothing twice, nothing left behind") func small()
            async throws
        {
            let directory = FileManager.default.temporaryDirectory
                .appending(path: "chaos-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let run = ChaosRun(
                ChaosSettings(
                    orders: 60, faults: 12, seed: 4, drainLimit: .seconds(120),
                    excluded: [.brokerKilled, .brokerRestarted], directory: directory,
                    executables: ShopUnderTest.executables),
                logger: quietLogger)
            let report = try await run.run(keepsFiles: false)
            #expect(report.isSound, "\(report)")
            #expect(report.accepted == 60)
            #expect(report.faults.values.reduce(0, +) == 12)
            #expect(report.byStatus.values.reduce(0, +) == 60, "every order has one end")
            #expect(report.rehearing?.changed == [])
            #expect((report.rehearing?.events ?? 0) > 60 * 4)
            let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
            #expect(!mounts.contains(directory), "no disk stays mounted")
        }

        @Test("a directory that holds something is refused") func usedDirectory() async throws {
            let directory = FileManager.default.temporaryDirectory
                .appending(path: "chaos-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(
                atPath: directory + "/data", withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let run = ChaosRun(
                ChaosSettings(seed: 1, directory: directory, executables: ShopUnderTest.executables),
                logger: quietLogger)
            let error = await #expect(throws: SystemError.self) { try await run.run(keepsFiles: false) }
            #expect(error?.message.contains("not empty") == true)
        }
    }
}
