import Choreography
import ChoreographyTesting
import ShopEvents
import Synchronization

/// The real runtime with real databases and a broker in memory: everybody is killed at every step of everything,
/// starts again from its disk, and the end must be the one that is written down in ``CrashEnd/expected``.
public struct CrashPointProof: Proof {
    /// `crash points`
    public let name = "crash points"
    /// All of it but the wire.
    public let runsTheRuntime = true

    /// A run in which nobody died.
    public struct Rehearsal: Sendable {
        /// What is not as it must be all the same.
        public let findings: [String]
        /// What everybody had in hand at every step.
        public let burdens: [CrashPlace: Set<CrashBurden>]
    }

    /// All places, one after the other.
    public init() {}

    /// Those of the first run that has any.
    public func findings(progress: @escaping @Sendable (String) -> Void) async throws -> [String] {
        progress("nobody dies")
        let rehearsal = try await rehearse()
        guard rehearsal.findings.isEmpty else { return rehearsal.findings }
        progress("an event that kills")
        let found = try await findingsOfAKiller()
        guard found.isEmpty else { return found }
        for place in CrashPlace.all {
            progress("\(place) dies")
            let found = try await findings(dyingAt: place, with: rehearsal.burdens[place] ?? [])
            guard found.isEmpty else { return found.map { "\(place) dies: \($0)" } }
        }
        return []
    }

    /// Nobody dies.
    public func rehearse() async throws -> Rehearsal {
        let seen = Mutex<[CrashPlace: Set<CrashBurden>]>([:])
        let findings = try await perform { name, occasion in
            let place = CrashPlace(participant: name, point: occasion.point)
            _ = seen.withLock { $0[place, default: []].insert(CrashBurden(occasion)) }
            return false
        }
        return Rehearsal(findings: findings, burdens: seen.withLock(\.self))
    }

    /// Somebody dies with everything in hand once, as often in one run as can be.
    public func findings(dyingAt place: CrashPlace, with burdens: Set<CrashBurden>) async throws -> [String] {
        let left = Mutex(burdens)
        // A death may take those with it that were to follow; they have theirs in another run.
        for _ in 1...10 where left.withLock({ !$0.isEmpty }) {
            let findings = try await perform { name, occasion in
                guard name == place.participant, occasion.point == place.point else { return false }
                return left.withLock { $0.remove(CrashBurden(occasion)) != nil }
            }
            guard findings.isEmpty else { return findings }
        }
        return left.withLock { left in left.map { "\($0.type) never came by" }.sorted() }
    }

    private func perform(_ plan: @escaping CrashStage.Plan) async throws -> [String] {
        try await CrashShop.opened(plan: plan) { shop in
            do {
                try await CrashScript(shop: shop).perform()
            } catch let error as CrashInVain {
                return [error.description]
            }
            let end = try await CrashEnd(of: shop)
            try await shop.stage.stop()
            return end.differences(from: .expected)
        }
    }

    /// An event that kills its process whenever it is handled must cost three lives, and be put aside.
    public func findingsOfAKiller() async throws -> [String] {
        let plan: CrashStage.Plan = { _, occasion in
            occasion.point == .reacting && occasion.type == WarehouseReceived.type.rawValue
        }
        return try await CrashShop.opened(plan: plan) { shop in
            let script = CrashScript(shop: shop)
            try await shop.stage.start(["inventory"])
            try await script.say(WarehouseReceived.example)
            do {
                try await script.wait("an event that kills its process is put aside") {
                    await !shop.stage.broker.deadLetters(of: "inventory").isEmpty
                }
            } catch let error as CrashInVain {
                return [error.description + ": \(await shop.stage.deaths.count) lives"]
            }
            try await script.rest()
            try await shop.stage.stop()
            let lives = await shop.stage.deaths.count
            return lives == 3 ? [] : ["an event that kills its process has cost \(lives) lives, not 3"]
        }
    }
}
