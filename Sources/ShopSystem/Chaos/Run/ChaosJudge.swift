import Choreography
import Foundation
import RabbitMQ
import ShopEvents

/// Judges a shop that has come to rest after a chaos run: by its invariants, and by what was asked of it.
struct ChaosJudge: Sendable {
    let plan: ChaosPlan
    let scene: ChaosScene
    let standings: OrderStandings
    let onProgress: @Sendable (String) -> Void

    func judge(_ seed: UInt64, isAtRest: Bool) async throws -> ChaosReport {
        let verification = try await scene.stage.verifier().verify(onProgress: onProgress)
        let ends = try await standings.all()
        let letters = try await letters()
        let record = scene.stage.record.now
        var report = ChaosReport(seed: seed, orders: plan.orders.count, plannedFaults: plan.faults.count)
        report.isAtRest = isAtRest && verification.isAtRest
        report.moving = verification.moving
        report.accepted = plan.orders.count
        report.byStory = counts(plan.orders.map(\.story.rawValue))
        report.byStatus = counts(ends.values.map(\.status))
        report.faults = Dictionary(uniqueKeysWithValues: record.faults.map { ($0.key.rawValue, $0.value) })
        report.noticedDisks = record.complaints
        report.deadLetters = letters
        report.duplicatesPublished = record.duplicates
        report.duplicatesStopped = verification.figures.repeated ?? 0
        report.forgeriesRefused = record.refusals
        report.replayed = record.replayed
        report.workerRestarts = await scene.system.states.values.reduce(0) { $0 + max(0, $1.starts - 1) }
        // Never heard of, in limbo, or stuck since somebody has not heard what was said to him.
        let stuck = verification.violations.filter { [1, 8].contains($0.invariant) }.flatMap(\.orders)
        report.lost = Set(plan.orders.map(\.id.text).filter { ends[$0] == nil } + stuck).sorted()
        report.duplicated = verification.figures.duplicated ?? 0
        report.violations =
            verification.violations + plan.otherDeliveries(than: verification.figures.stock)
            + plan.unplanned(ends)
            + unexpected(letters, record.breaches)
        return report
    }

    private func unexpected(_ letters: [ChaosReport.DeadLetters], _ breaches: [String]) -> [Violation] {
        letters.filter { !$0.isExpected }.map {
            Violation(
                invariant: 1, orders: $0.orders,
                message: "\($0.count) dead letters of \($0.participant) that nobody expected: \($0.reason)")
        } + Set(breaches).sorted().map { Violation(invariant: 7, orders: [], message: $0) }
    }

    private func letters() async throws -> [ChaosReport.DeadLetters] {
        let operatorAccess = try await scene.stage.configuration(for: Topology.operatorUser, isSafe: true)
        let desk = try await DeadLetterDesk(operatorAccess, logger: scene.stage.logger)
        let entries: [DeadLetterEntry]
        do {
            entries = try await desk.read(participants: RunningSystem.workers)
            await desk.close()
        } catch {
            await desk.close()
            throw error
        }
        let garbage = scene.stage.record.look(\.garbage)
        let groups = Dictionary(grouping: entries) { entry in
            let isExpected = entry.messageID.map(garbage.contains) ?? true
            return [entry.participant, entry.exceptionType, isExpected ? "expected" : ""]
        }
        return groups.sorted { $0.key.joined(separator: " ") < $1.key.joined(separator: " ") }.map {
            key, entries in
            ChaosReport.DeadLetters(
                participant: key[0], reason: key[1], isExpected: !key[2].isEmpty, count: entries.count,
                orders: Set(entries.compactMap { HistoryEvent($0.delivery).orderID }).sorted())
        }
    }

    private func counts(_ words: [String]) -> [String: Int] {
        words.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
