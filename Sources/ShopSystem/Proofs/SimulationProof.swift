import ChoreographyTesting
import Foundation

/// The real runtime in simulated time, with seeded faults; `choreo simulate` goes on for as long as one likes.
public struct SimulationProof: Proof {
    /// `simulation`
    public let name = "simulation"
    /// Runtime, reactions and databases.
    public let runsTheRuntime = true

    private static let seeds: ClosedRange<UInt64> = 1...20
    private static let orders = 100

    /// Shops of ``seeds``.
    public init() {}

    /// Those of the first shop in which something is not as promised.
    public func findings(progress: @escaping @Sendable (String) -> Void) async throws -> [String] {
        let folder = ShopSimulations.fastestFolder.appending(path: "choreo-proof-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for seed in Self.seeds {
            progress("seed \(seed) of \(Self.seeds.upperBound)")
            let report = try await ShopSimulations(seed: seed, orders: Self.orders, jobs: 1, in: folder).run()
            if let failure = report.failures.first {
                return failure.findings.prefix(1).map { "\($0), with seed \(seed)" }
            }
        }
        return []
    }
}
