import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import Synchronization
import Testing

/// A choreography that is not the shop's: each visit to the club is written down, and brings points.
@Suite("A simulation of one's own choreography", .serialized, .timeLimit(.minutes(5)))
struct OwnSimulationTests {
    private struct Visited: Event {
        static let type: EventType = "desk.visited"
        let member: Int
        let visit: Int
        var correlationID: String? { "\(member)" }
    }

    private struct PointsAwarded: Event {
        static let type: EventType = "loyalty.awarded"
        let member: Int
        let visit: Int
        var correlationID: String? { "\(member)" }
    }

    private struct VisitNoted: Event {
        static let type: EventType = "register.noted"
        let member: Int
        let visit: Int
        var correlationID: String? { "\(member)" }
    }

    /// Asks the outside how many points a visit is worth.
    private struct Loyalty: Participant {
        let world: SimulationWorld
        let name = "loyalty"

        var reactions: [Reaction] {
            [
                .on(Visited.self) { _, _ in
                    try await world.ask { 10 }
                } react: { visited, points, transaction in
                    try count(visited.member, points ?? 0, in: transaction.db)
                    try transaction.say(PointsAwarded(member: visited.member, visit: visited.visit))
                }
            ]
        }

        func migrate(_ migrator: inout DatabaseMigrator) {
            migrator.registerMigration("counts", migrate: makeCounts)
        }
    }

    /// Asks nobody, so that its retries and what comes meanwhile may share a transaction.
    private struct Register: Participant {
        let name = "register"

        var reactions: [Reaction] {
            [
                .on(Visited.self) { visited, transaction in
                    try count(visited.member, 1, in: transaction.db)
                    try transaction.db.run(
                        "INSERT INTO visits (member, visit) VALUES (?, ?)", visited.member, visited.visit)
                    try transaction.say(VisitNoted(member: visited.member, visit: visited.visit))
                }
            ]
        }

        func migrate(_ migrator: inout DatabaseMigrator) {
            migrator.registerMigration("counts", migrate: makeCounts)
        }
    }

    private static let club = Score(
        name: "club", outside: [.init("desk", says: [Visited.self])],
        parts: [
            .init("loyalty", [.on(Visited.self, says: [PointsAwarded.self])]),
            .init("register", [.on(Visited.self, says: [VisitNoted.self])]),
        ],
        undoes: [], terminal: [PointsAwarded.self, VisitNoted.self], informational: [])

    private static let (members, visits) = (10, 20)

    private static func participant(_ name: String, in world: SimulationWorld) -> any Participant {
        if name == "loyalty" { return Loyalty(world: world) }
        return Register()
    }

    private static func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "club-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    /// What there was in the end.
    private final class End: Sendable {
        private let state = Mutex<(said: [String: Int], dead: [String: Int])>(([:], [:]))
        /// How many different events of a type.
        var said: [String: Int] { state.withLock(\.said) }
        /// How many dead letters a participant has.
        var dead: [String: Int] { state.withLock(\.dead) }

        func note(_ stage: SimulationStage) async {
            let said = Dictionary(grouping: await stage.broker.history, by: \.routingKey)
                .mapValues { Set($0.map(\.properties.messageID)).count }
            var dead: [String: Int] = [:]
            for part in OwnSimulationTests.club.parts.map(\.name) {
                let letters = await stage.broker.deadLetters(of: part)
                dead[part] = Set(letters.map(\.properties.messageID)).count
            }
            state.withLock { [dead] in $0 = (said, dead) }
        }
    }

    /// Seed 16 did not come to rest when a visit that came just as the one before it was done waited for it.
    @Test(arguments: UInt64(1)...20)
    func `Each visit counts once, and is told, or lies among the dead letters`(seed: UInt64) async throws {
        try await Self.withFolder { folder in
            let end = End()
            let report = try await Simulation(Self.club, seed: seed, in: folder).run { name, world in
                Self.participant(name, in: world)
            } acts: { stage in
                for visit in 1...Self.visits {
                    for member in 1...Self.members {
                        try await stage.say(Visited(member: member, visit: visit))
                        await stage.world.pause(stage.world.chance.duration(.zero ... .milliseconds(100)))
                    }
                }
                try await stage.rest()
                await end.note(stage)
            }
            #expect(report.strays == 0)
            #expect(!report.faults.isEmpty)
            let all = Self.members * Self.visits
            #expect(end.said["desk.visited"] == all)
            for (part, type, worth) in [
                ("loyalty", "loyalty.awarded", 10), ("register", "register.noted", 1),
            ] {
                let path = try #require(report.databases[part])
                let sum = try await DatabaseQueue(path: path).read { db in
                    try Int.fetchOne(db, sql: "SELECT sum(amount) FROM counts")
                }
                let dead = end.dead[part, default: 0]
                #expect(sum == (all - dead) * worth, "\(part)")
                #expect(end.said[type] == all - dead, "\(part)")
            }
        }
    }

    @Test(arguments: UInt64(1)...10)
    func `What comes in order has its effect in order, whatever fails`(seed: UInt64) async throws {
        try await Self.withFolder { folder in
            let faults = SimulationFaults([.reactionFails: 0.1])
            let report = try await Simulation(Self.club, seed: seed, faults: faults, in: folder).run {
                Self.participant($0, in: $1)
            } acts: { stage in
                for visit in 1...Self.visits {
                    for member in 1...3 { try await stage.say(Visited(member: member, visit: visit)) }
                }
                try await stage.rest()
            }
            let path = try #require(report.databases["register"])
            for member in 1...3 {
                let visits = try await DatabaseQueue(path: path).read { db in
                    try Int.fetchAll(
                        db, sql: "SELECT visit FROM visits WHERE member = ? ORDER BY number",
                        arguments: [member])
                }
                #expect(!visits.isEmpty && visits == visits.sorted())
            }
        }
    }

    @Test func `What nobody in the score says cannot be said`() async throws {
        struct Left: Event {
            static let type: EventType = "desk.left"
            var correlationID: String? { nil }
        }
        await #expect(throws: ScoreMismatch.self) {
            try await Self.withFolder { folder in
                _ = try await Simulation(Self.club, seed: 1, in: folder).run { name, world in
                    Self.participant(name, in: world)
                } acts: { stage in
                    try await stage.say(Left())
                }
            }
        }
    }
}

private func makeCounts(_ db: Database) throws {
    try db.execute(
        sql: """
            CREATE TABLE counts (member INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
            CREATE TABLE visits (number INTEGER PRIMARY KEY, member INTEGER NOT NULL, visit INTEGER NOT NULL);
            """)
}

/// A second effect would be seen.
private func count(_ member: Int, _ amount: Int, in db: Database) throws {
    try db.run(
        """
        INSERT INTO counts (member, amount) VALUES (?, ?)
        ON CONFLICT (member) DO UPDATE SET amount = amount + excluded.amount
        """, member, amount)
}
