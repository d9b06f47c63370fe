import Choreography
import ChoreographyTesting
import Foundation
import Testing

@Suite struct ExplorationSearchTests {
    @Test func `All orders of delivery are tried, and states reached twice count once`() async throws {
        // Which of three balls have arrived: 8 sets. From each, one way for every ball still in the air: 12.
        let wall = ExplorationVoice("wall", initial: Set<Int>()) { event, arrived in
            guard let ball = event as? Ball else { return [] }
            return [ExplorationTurn(arrived.union([ball.number]))]
        }
        let report = try await Exploration(
            Toy.score, voices: [wall], openings: (1...3).map { Ball(number: $0) }, invariants: []
        ).run()
        #expect(report.states == 8)
        #expect(report.transitions == 12)
        #expect(report.statesAtRest == 1)
        #expect(report.depth == 3)
        #expect(report.isComplete)
        #expect(report.violations.isEmpty)
    }

    @Test(arguments: [(0, 1), (1, 2), (2, 3)])
    func `A message comes as often as extra deliveries allow`(duplicates: Int, hits: Int) async throws {
        func violations(atMost limit: Int) async throws -> [ExplorationReport.Violation] {
            try await Exploration(
                Toy.score, voices: [Toy.countingWall], openings: [Ball()], duplicates: duplicates,
                invariants: [Toy.atMost(limit)]
            ).run().violations
        }
        #expect(try await violations(atMost: hits).isEmpty)
        #expect(try await violations(atMost: hits - 1).count == 1)
    }

    @Test func `A violation is told as the shortest story that leads to it`() async throws {
        let report = try await Exploration(
            Toy.score, voices: [Toy.countingWall], openings: [Stop(), Ball(), Ball(number: 2)], duplicates: 1,
            invariants: [Toy.atMost(1)]
        ).run()
        let violation = try #require(report.violations.first)
        #expect(report.violations.count == 1)
        #expect(violation.invariant == "at most 1")
        #expect(violation.objection == "the wall was hit 2 times")
        #expect(violation.story.count == 2, "the stop has nothing to do with it")
        #expect(violation.story.allSatisfy { $0.hasPrefix("wall hears ball.thrown") })
        #expect(violation.states == ["wall: 2"])
    }

    @Test func `What nobody stops goes round for ever, and that is found`() async throws {
        let player = ExplorationVoice("player", initial: 0) { _, _ in [ExplorationTurn(0, says: [Ball()])] }
        let wall = ExplorationVoice("wall", initial: false) { event, isStopped in
            if event is Stop { return [ExplorationTurn(true)] }
            return [ExplorationTurn(isStopped, says: isStopped ? [] : [Echo()])]
        }
        let report = try await Exploration(
            Toy.score, voices: [player, wall], openings: [Ball(), Stop()], invariants: []
        ).run()
        let violation = try #require(report.violations.first)
        #expect(violation.invariant == "livelock")
        #expect(violation.objection == "the last 2 steps can repeat for ever")
        #expect(
            violation.story == [
                "wall hears ball.thrown, says wall.echoed", "player hears wall.echoed, says ball.thrown",
            ])
    }

    @Test func `An end behind a circle is no part of it`() async throws {
        // Round and round until the ball is caught, which may be at once.
        let player = ExplorationVoice("player", initial: 0) { _, _ in
            [ExplorationTurn(0, says: [Ball()]), ExplorationTurn(0, note: "the ball is caught")]
        }
        let wall = ExplorationVoice("wall", initial: 0) { _, _ in [ExplorationTurn(0, says: [Echo()])] }
        let report = try await Exploration(
            Toy.score, voices: [player, wall], openings: [Ball()], invariants: []
        )
        .run()
        #expect(report.statesAtRest == 1)
        #expect(report.violations.map(\.invariant) == ["livelock"])
        #expect(report.violations.first?.story.count == 2)
    }

    @Test func `A process that dies has asked, has not written, and hears it again`() async throws {
        struct Wall: Hashable {
            var asked = 0
            var written = 0
        }
        let wall = ExplorationVoice("wall", initial: Wall()) { _, wall in
            let asked = Wall(asked: wall.asked + 1, written: wall.written)
            return [
                ExplorationTurn(
                    Wall(asked: asked.asked, written: wall.written + 1), note: "the bank is asked"),
                ExplorationTurn(asked, note: "the bank is asked", dies: true),
            ]
        }
        func report(deaths: Int) async throws -> ExplorationReport {
            try await Exploration(
                Toy.score, voices: [wall], openings: [Ball()], deaths: deaths,
                invariants: [
                    .atRest("asked once") { world in
                        world.state(of: "wall", as: Wall.self).flatMap {
                            $0.asked == 1 ? nil : "asked \($0.asked) times, written \($0.written) times"
                        }
                    }
                ]
            ).run()
        }
        #expect(try await report(deaths: 0).violations.isEmpty)
        let violation = try #require(try await report(deaths: 1).violations.first)
        #expect(violation.objection == "asked 2 times, written 1 times")
        #expect(
            violation.story == [
                "wall hears ball.thrown, the bank is asked, and the process dies before its transaction",
                "wall hears ball.thrown, the bank is asked",
            ])
    }

    @Test func `What happens by itself may come at any moment, so often and no more, or never`() async throws
    {
        let wall = Toy.countingWall.impulse("somebody leans against the wall", atMost: 2) { (count: Int) in
            count == 0 ? [] : [ExplorationTurn(count + 10)]
        }
        let report = try await Exploration(
            Toy.score, voices: [wall], openings: [Ball()], invariants: [Toy.atMost(11)]
        ).run()
        // Thrown, hit, leant against once, twice.
        #expect(report.states == 4)
        #expect(report.statesAtRest == 3)
        #expect(
            report.violations.first?.story == [
                "wall hears ball.thrown", "somebody leans against the wall",
                "somebody leans against the wall",
            ])
    }

    @Test func `A change is judged where it happens`() async throws {
        let report = try await Exploration(
            Toy.score, voices: [Toy.countingWall], openings: [Ball(), Ball(number: 2)],
            invariants: [
                .step("never back", of: "wall", Int.self) { before, after in
                    after == 2 ? "from \(before) to \(after)" : nil
                }
            ]
        ).run()
        #expect(report.violations.map(\.objection) == ["from 1 to 2"])
        #expect(report.violations.first?.story.count == 2)
    }

    @Test func `Each saga has its own voice, and hears of no other`() async throws {
        let wall = ExplorationVoice("wall", about: "another", initial: 0) { _, count in
            [ExplorationTurn(count + 1)]
        }
        let error = await #expect(throws: ExplorationError.self) {
            try await Exploration(Toy.score, voices: [wall], openings: [Ball()], invariants: []).run()
        }
        #expect(error?.description == "wall has no voice for ball.thrown of saga ball")
        let both = try await Exploration(
            Toy.score,
            voices: [
                wall, ExplorationVoice("wall", about: "ball", initial: 0) { _, _ in [ExplorationTurn(7)] },
            ], openings: [Ball()],
            invariants: [
                .atRest("only its own") { world in
                    let (own, other) = (
                        world.state(of: "wall", about: "ball", as: Int.self),
                        world.state(of: "wall", about: "another", as: Int.self)
                    )
                    return own == 7 && other == 0 ? nil : "\(own ?? -1) and \(other ?? -1)"
                }
            ]
        ).run()
        #expect(both.violations.isEmpty)
        #expect(both.states == 2)
    }

    @Test func `Rules that do not fit the score are refused with words`() async throws {
        let talker = ExplorationVoice("wall", initial: 0) { _, _ in [ExplorationTurn(0, says: [Ball()])] }
        let error = await #expect(throws: ExplorationError.self) {
            try await Exploration(Toy.score, voices: [talker], openings: [Ball()], invariants: []).run()
        }
        #expect(
            error?.description
                == "wall says ball.thrown, which its part in the score does not have in answer to ball.thrown"
        )
        let stranger = ExplorationVoice("floor", initial: 0) { _, _ in [] }
        let unknown = await #expect(throws: ExplorationError.self) {
            try await Exploration(Toy.score, voices: [stranger], invariants: []).run()
        }
        #expect(unknown?.description == "the score knows nobody called floor")
        await #expect(throws: ExplorationError.self) {
            try await Exploration(Toy.score, voices: [], duplicates: -1, invariants: []).run()
        }
    }

    @Test func `A search that was cut short says so`() async throws {
        let report = try await Exploration(
            Toy.score, voices: [Toy.countingWall], openings: (1...10).map { Ball(number: $0) }, invariants: []
        ).run(limit: 100)
        #expect(report.states == 100)
        #expect(!report.isComplete)
    }

    @Test func `Cancelling ends it`() async throws {
        let search = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Exploration(
                Toy.score, voices: [Toy.countingWall], openings: [Ball()], invariants: []
            ).run()
        }
        await #expect(throws: CancellationError.self) { try await search.value }
    }
}
