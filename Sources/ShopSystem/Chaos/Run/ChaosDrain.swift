import Choreography
import Foundation
import RabbitMQ

/// Lets a healed shop come to rest.
struct ChaosDrain: Sendable {
    let scene: ChaosScene
    let courier: ChaosCourier
    let limit: Duration
    let onProgress: @Sendable (String) -> Void

    /// What the runtime puts aside when it was in hand alone in three deaths of the process. Where processes are
    /// killed at random it may be innocent.
    private static let crashed = "worker-crashed"

    /// Returns when nothing moves and nobody has anything to say any more.
    ///
    /// - Returns: false when the time is over before.
    func drain() async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        let verifier = try await scene.stage.verifier()
        var hasReplayed = false
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero, try await verifier.waitForRest(atMost: left, onProgress: onProgress) else {
                return false
            }
            var moved = try await courier.round()
            if !hasReplayed {
                let replayed = try await replayCrashed()
                scene.stage.record.note { $0.replayed += replayed }
                hasReplayed = replayed > 0
                moved += replayed
            }
            if moved == 0 { return true }
        }
    }

    private func replayCrashed() async throws -> Int {
        let operatorAccess = try await scene.stage.configuration(for: Topology.operatorUser, isSafe: true)
        let desk = try await DeadLetterDesk(operatorAccess, logger: scene.stage.logger)
        do {
            var count = 0
            for letter in try await desk.read(participants: RunningSystem.workers)
            where letter.exceptionType == Self.crashed {
                guard try await desk.replay(letter) == .confirmed else { continue }
                count += 1
            }
            await desk.close()
            return count
        } catch {
            await desk.close()
            throw error
        }
    }
}
