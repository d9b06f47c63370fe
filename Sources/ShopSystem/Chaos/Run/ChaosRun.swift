import Choreography
import Foundation
public import Logging

/// A bounded torture of a running shop: orders of all stories are asked for while harm is done, then everything
/// is healed, comes to rest, and is judged.
public struct ChaosRun: Sendable {
    /// What is asked for.
    public let settings: ChaosSettings
    private let logger: Logger
    let onProgress: @Sendable (String) -> Void

    /// - Parameter onProgress: called with what is being done, a few times a second.
    public init(
        _ settings: ChaosSettings, logger: Logger, onProgress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.logger = logger
        self.onProgress = onProgress
    }

    /// Does all of it. Nothing is left running, frozen or mounted, also when it is cancelled or fails.
    ///
    /// - Parameter keepsFiles: whether the directory keeps its files when all is well; otherwise it does anyway.
    /// - Throws: ``SystemError`` and the errors of broker and databases, when no verdict can be given.
    public func run(keepsFiles: Bool) async throws -> ChaosReport {
        let began = ContinuousClock.now
        var excluded = settings.excluded
        let stock = ChaosGoods.stock(forOrders: settings.orders)
        let stage = try ChaosStage(settings, stock: stock, logger: logger)
        if stage.disks.isEmpty { excluded.insert(.diskFull) }
        let plan = ChaosPlan(
            seed: settings.seed, orders: settings.orders, faults: settings.faults, without: excluded)
        do {
            try await stage.start()
            let publisher = try await stage.publisher()
            var report = try await perform(plan, on: ChaosScene(stage: stage, publisher: publisher))
            if stage.disks.isEmpty, !settings.excluded.contains(.diskFull) {
                report.notes.append("no disk was filled: this process may not mount file systems (not root)")
            }
            await publisher.close()
            let isSound = report.isSound
            try await Self.close(stage, keepsFiles: keepsFiles || !isSound)
            report.seconds = (ContinuousClock.now - began) / .seconds(1)
            return report
        } catch {
            try? await Self.close(stage, keepsFiles: true)
            throw error
        }
    }

    /// Also in a cancelled task, where waiting would end at once.
    private static func close(_ stage: ChaosStage, keepsFiles: Bool) async throws {
        try await Task { try await stage.close(keepsFiles: keepsFiles) }.value
    }

    private func perform(_ plan: ChaosPlan, on scene: ChaosScene) async throws -> ChaosReport {
        let standings = OrderStandings(path: scene.system.configuration.database(of: "order"))
        let courier = ChaosCourier(plan, orders: standings, publisher: scene.publisher)
        try await torture(plan, scene, courier, standings)
        onProgress("healing")
        try await scene.stage.heal(timeout: .seconds(120))
        let drain = ChaosDrain(
            scene: scene, courier: courier, limit: settings.drainLimit, onProgress: onProgress)
        let isAtRest = try await drain.drain()
        let judge = ChaosJudge(plan: plan, scene: scene, standings: standings, onProgress: onProgress)
        var report = try await judge.judge(settings.seed, isAtRest: isAtRest)
        if settings.rehears, isAtRest {
            report.rehearing = try await ChaosRehearing(scene: scene, drain: drain, onProgress: onProgress)
                .rehear()
        }
        return report
    }

    /// Orders and faults, side by side.
    private func torture(
        _ plan: ChaosPlan, _ scene: ChaosScene, _ courier: ChaosCourier, _ standings: OrderStandings
    ) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await ChaosOrders(plan: plan, scene: scene, rate: settings.rate).publish() }
            group.addTask { try await ChaosFaults(plan: plan, scene: scene).strike() }
            let others = Task {
                await withTaskGroup { others in
                    others.addTask { await Self.deliver(courier) }
                    others.addTask { await self.tell(plan, scene, standings) }
                }
            }
            defer { others.cancel() }
            try await group.waitForAll()
            others.cancel()
            await others.value
        }
    }

    /// What fails is tried again a moment later: a database may be out of space, or the task cancelled.
    private static func deliver(_ courier: ChaosCourier) async {
        while !Task.isCancelled {
            _ = try? await courier.round()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func tell(_ plan: ChaosPlan, _ scene: ChaosScene, _ standings: OrderStandings) async {
        while !Task.isCancelled {
            let settled = (try? await standings.settled()) ?? 0
            let (position, done, current) = scene.stage.record.look { page in
                (
                    page.position, page.faults.values.reduce(0, +),
                    page.current.sorted { $0.key < $1.key }.map(\.value)
                )
            }
            let now = current.map { [$0.kind.rawValue, $0.victim ?? ""].joined(separator: " ") }
            onProgress(
                "\(position)/\(plan.orders.count) orders, \(settled) at rest, "
                    + "\(done)/\(plan.faults.count) faults\(now.isEmpty ? "" : "; now: ")"
                    + now.joined(separator: ", "))
            try? await Task.sleep(for: .milliseconds(400))
        }
    }
}
