public import Choreography
public import Foundation
import GRDB
import Synchronization

/// Runs the workers of a score, as they are, in simulated time and with seeded faults, so that every run can be had
/// again.
///
/// The workers are real: runtime, reactions, SQLite files. Broker, clock and threads are not: messages are lost,
/// doubled, late and out of order, connections end, processes die at any step and come back from what their files
/// held, disks fill up, outside systems are slow, fail, or lose their answer. Everything that is left to chance,
/// which of two threads runs next included, follows from the seed, and hours pass in seconds.
///
/// ```swift
/// let simulation = Simulation(club, seed: 42, in: folder)
/// let report = try await simulation.run { name, world in
///     LoyaltyParticipant()
/// } acts: { stage in
///     for member in 1...100 { try await stage.say(MemberJoined(member: member)) }
///     try await stage.rest()
///     // What must hold now: by what stage.broker.history says, and by report.databases afterwards.
/// }
/// ```
///
/// Whatever takes part must do nothing on threads of its own, look at no clock but the stage's and draw nothing from
/// chance but by it: ``SimulationReport/strays`` tells when something did. Projections are left out, since they work
/// in the background with other threads; rebuilding shows that they follow from the facts.
public struct Simulation: Sendable {
    private let score: Score
    private let seed: UInt64
    private let faults: SimulationFaults
    private let folder: URL
    private let configuration: WorkerConfiguration

    /// When every simulation begins.
    public static let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// - Parameters:
    ///   - faults: what goes wrong, about so often: each run leaves some of it out and has more of the rest, as its
    ///     seed has it.
    ///   - folder: for the databases; must exist. On a file system in memory a run takes a fraction of the time.
    public init(
        _ score: Score, seed: UInt64, faults: SimulationFaults = .usual, in folder: URL,
        configuration: WorkerConfiguration = WorkerConfiguration()
    ) {
        self.score = score
        self.seed = seed
        self.faults = faults
        self.folder = folder
        self.configuration = configuration
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - participant: makes the participant of that name, once for each of its lives. What it asks outside should go
    ///     through ``SimulationWorld/ask(_:)``.
    ///   - acts: what happens from outside. When it returns the workers are ended in order.
    /// - Throws: what `acts` throws, ``SimulationUnrest`` from ``SimulationStage/rest()`` among it.
    public func run(
        participant: @escaping @Sendable (String, SimulationWorld) throws -> any Participant,
        acts: @escaping @Sendable (SimulationStage) async throws -> Void
    ) async throws -> SimulationReport {
        var generator = SeededGenerator(seed: seed)
        let grains: [TimeInterval] = [0, 0.01, 0.1, 1]
        let machine = SimulatedMachine(
            seed: generator.next(), startingAt: Self.start,
            grain: grains[generator.number(below: grains.count)])
        let chance = SimulationChance(
            generator.fork(), faults: faults.varied(by: &generator))
        let world = SimulationWorld(machine.clock, chance)
        let broker = InMemoryBroker(topology: Topology(score), historyLimit: .max / 4, clock: machine.clock)
        let way = FaultyBroker(broker: broker, chance: chance) { message, delay in
            world.later(after: delay) { _ = await broker.publish(message) }
        }
        let views = Views()
        let lives = CrashStage(
            score, in: folder, configuration: configuration, clock: machine.clock, broker: broker,
            host: StageHost(on: machine, chance, link: way),
            plan: { name, _ in
                guard chance.strikes(.death) else { return false }
                views.die(name)
                return true
            },
            participant: { name in
                SimulatedParticipant(
                    participant: try participant(name, views.make(name, of: world)), chance: chance)
            })
        let stage = SimulationStage(machine, world, lives: lives, way: way)
        return try await machine.run {
            try await Randomness.$seeded.withValue(Randomness { chance.pair() }) {
                try await stage.perform(acts)
            }
            return await SimulationReport(of: stage, on: machine, seed: seed)
        }
    }
}

/// How the present life of each process sees the world.
private final class Views: Sendable {
    private let views = Mutex<[String: SimulationWorld]>([:])

    func make(_ name: String, of world: SimulationWorld) -> SimulationWorld {
        let view = world.view()
        views.withLock { $0[name] = view }
        return view
    }

    func die(_ name: String) { views.withLock { $0[name] }?.die() }
}

/// A simulation did not come to rest.
public struct SimulationUnrest: Error, CustomStringConvertible {
    /// What still moves, or who is away.
    public let moving: [String]
    /// For how long it was waited, in simulated time.
    public let patience: Duration

    /// One sentence.
    public var description: String {
        "no rest after \(patience.components.seconds) simulated seconds: \(moving.joined(separator: ", "))"
    }
}
