import Choreography
import ChoreographyTesting
import Foundation
import ShopSystem
import Testing

/// The real workers in simulated time; see `choreo simulate` for as many as there is time for.
@Suite("Simulated shops", .serialized, .timeLimit(.minutes(10))) struct ShopSimulationTests {
    private static func run(
        seed: UInt64, orders: Int, faults: SimulationFaults = .usual
    ) async throws -> ShopSimulationReport {
        let folder = ShopSimulations.fastestFolder.appending(path: "simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await ShopSimulation(seed: seed, orders: orders, faults: faults, in: folder).run()
    }

    @Test(arguments: UInt64(1)...8)
    func `Whatever goes wrong, everything is as promised in the end`(seed: UInt64) async throws {
        let report = try await Self.run(seed: seed, orders: 120)
        #expect(report.findings == [])
        #expect(report.byStatus.values.reduce(0, +) == 120)
    }

    /// Before they were mended: 12, 23 and 1020 turned in circles when a retry was due behind another, and in 25 a parcel
    /// was booked that had been called off before it was.
    @Test(arguments: [(12, 20), (23, 40), (25, 40), (1020, 150)] as [(UInt64, Int)])
    func `What once failed does not fail any more`(seed: UInt64, orders: Int) async throws {
        #expect(try await Self.run(seed: seed, orders: orders).findings == [])
    }

    @Test func `The same seed is the same run, to the last message id`() async throws {
        let first = try await Self.run(seed: 42, orders: 100)
        let second = try await Self.run(seed: 42, orders: 100)
        #expect(first.simulation.digest == second.simulation.digest)
        #expect(first.simulation.faults == second.simulation.faults)
        #expect(first.byStatus == second.byStatus)
        let other = try await Self.run(seed: 43, orders: 100)
        #expect(first.simulation.digest != other.simulation.digest)
    }

    @Test func `Every kind of fault happens, and every step has its death`() async throws {
        var faults = SimulationFaults.usual
        faults.rates[.death] = 0.004
        var (seen, deaths): (Set<String>, Set<String>) = ([], [])
        for seed in UInt64(1)...6 {
            let report = try await Self.run(seed: seed, orders: 100, faults: faults)
            #expect(report.findings == [])
            seen.formUnion(report.simulation.faults.keys)
            deaths.formUnion(report.simulation.deaths.keys)
        }
        #expect(seen == Set(SimulationFaults.Kind.allCases.map(\.rawValue)))
        #expect(deaths == Set(CrashPoint.allCases.map(\.rawValue)))
    }

    @Test func `Without faults nothing is repeated, nobody dies, and no letter is dead but nonsense`()
        async throws
    {
        let report = try await Self.run(seed: 5, orders: 100, faults: .none)
        #expect(report.findings == [])
        #expect(report.simulation.faults.isEmpty && report.simulation.deaths.isEmpty)
        #expect(report.replayed == 0)
    }

    @Test func `Many shops are added up, and each has the next seed`() async throws {
        let folder = ShopSimulations.fastestFolder.appending(path: "simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = try await ShopSimulations(
            seed: 9, orders: 50, ordersPerShop: 20, jobs: 2, faults: .none, in: folder
        ).run()
        #expect((report.shops, report.orders) == (3, 50))
        #expect(report.failures.isEmpty)
        var sum: UInt64 = 0
        for (seed, orders) in [(9, 20), (10, 20), (11, 10)] as [(UInt64, Int)] {
            let alone = try await Self.run(seed: seed, orders: orders, faults: .none)
            sum &+= UInt64(alone.simulation.digest, radix: 16) ?? 0
        }
        #expect(report.digest == String(sum, radix: 16))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
