import Choreography
import Foundation
import RabbitMQ

/// What became of a ``Simulation``.
public struct SimulationReport: Sendable, Hashable, Encodable {
    /// Of this seed.
    public let seed: UInt64
    /// Two runs with the same digest were the same: the same events with the same ids in the same order, the same
    /// number of steps.
    public let digest: String
    /// How many pieces of work ran one after the other.
    public let jobs: Int
    /// How many of them came from threads outside: unless 0 the run cannot be had again.
    public let strays: Int
    /// How much time has passed in it.
    public let simulatedSeconds: Double
    /// How many events the broker got, repetitions included.
    public let events: Int
    /// How often a process died, by step.
    public let deaths: [String: Int]
    /// What went wrong, by kind.
    public let faults: [String: Int]
    /// The databases at the end, by participant.
    public let databases: [String: String]

    enum CodingKeys: String, CodingKey {
        case seed, digest, jobs, strays, events, deaths, faults
        case simulatedSeconds = "simulated_seconds"
    }
}

extension SimulationReport {
    init(of stage: SimulationStage, on machine: SimulatedMachine, seed: UInt64) async {
        let history = await stage.broker.history
        let simulated = stage.world.clock.now().timeIntervalSince(Simulation.start)
        var digest = contentHash(Array("\(machine.jobs) \(simulated)".utf8))
        for message in history {
            let words = "\(digest) \(message.routingKey) \(message.properties.messageID ?? "")"
            digest = contentHash(Array(words.utf8))
        }
        self.seed = seed
        self.digest = String(UInt64(bitPattern: digest), radix: 16)
        jobs = machine.jobs
        strays = machine.strays
        simulatedSeconds = simulated
        events = history.count
        let deaths = await stage.lives.deaths
        self.deaths = deaths.reduce(into: [:]) { $0[$1.occasion.point.rawValue, default: 0] += 1 }
        faults = stage.world.chance.counts.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
        databases = await stage.lives.databases
    }
}
