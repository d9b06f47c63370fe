import Choreography
public import ChoreographyTesting
public import Foundation

/// Many shops in simulations of their own, some side by side, each with the next seed: any of them can be run again
/// alone.
public struct ShopSimulations: Sendable {
    private let seed: UInt64
    private let orders: Int
    private let ordersPerShop: Int
    private let jobs: Int
    private let faults: SimulationFaults
    private let keepsFiles: Bool
    private let folder: URL

    /// - Parameters:
    ///   - seed: of the first shop; the second has the next one.
    ///   - orders: in all.
    ///   - jobs: how many run side by side.
    ///   - keepsFiles: leaves the databases where they are; else they are removed shop by shop.
    ///   - folder: for the databases.
    public init(
        seed: UInt64, orders: Int, ordersPerShop: Int = 1000, jobs: Int, faults: SimulationFaults = .usual,
        keepsFiles: Bool = false, in folder: URL
    ) {
        (self.seed, self.orders, self.ordersPerShop) = (seed, orders, max(1, ordersPerShop))
        (self.jobs, self.faults) = (max(1, jobs), faults)
        (self.keepsFiles, self.folder) = (keepsFiles, folder)
    }

    /// Where databases are quickest: in memory, where the machine has such a folder.
    public static var fastestFolder: URL {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        return isThere ? memory : FileManager.default.temporaryDirectory
    }

    /// Runs all of them.
    ///
    /// - Parameter onProgress: called after each shop.
    public func run(
        onProgress: @escaping @Sendable (ShopSimulationsReport) -> Void = { _ in }
    ) async throws -> ShopSimulationsReport {
        var report = ShopSimulationsReport(seed: seed)
        let begin = ContinuousClock.now
        var shops = stride(from: 0, to: orders, by: ordersPerShop).lazy.enumerated()
            .map { (seed &+ UInt64($0), min(ordersPerShop, orders - $1)) }.makeIterator()
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 1...jobs {
                if let (seed, orders) = shops.next() { group.addTask { try await run(seed, orders) } }
            }
            for try await shop in group {
                switch shop {
                case .ended(let shop): report.add(shop)
                case .failed(let failure): report.add(failure)
                }
                report.seconds = (ContinuousClock.now - begin) / .seconds(1)
                onProgress(report)
                if let (seed, orders) = shops.next() { group.addTask { try await run(seed, orders) } }
            }
        }
        return report
    }

    private enum Outcome: Sendable {
        case ended(ShopSimulationReport)
        case failed(ShopSimulationsReport.Failure)
    }

    private func run(_ seed: UInt64, _ orders: Int) async throws -> Outcome {
        try Task.checkCancellation()
        let folder = folder.appending(path: "\(seed)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { if !keepsFiles { try? FileManager.default.removeItem(at: folder) } }
        do {
            return .ended(
                try await ShopSimulation(seed: seed, orders: orders, faults: faults, in: folder).run())
        } catch let standstill as SimulationStandstill {
            return .failed(
                ShopSimulationsReport.Failure(
                    seed: seed, orders: orders, findings: [standstill.description]))
        }
    }
}
