import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import Testing

@testable import enum Choreography.DeadLetter

@Suite("What the inbox remembers", .timeLimit(.minutes(2))) struct RetentionTests {
    private static let day = 86_400.0

    @Test("is forgotten after the retention and not before") func swept() async throws {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        try await bench.withBaker { worker in
            // Both kinds of keys: a UUID and a text.
            for id in ["m-old", "0199aaaa-0000-7000-8000-000000000001"] { await bench.order("old", id: id) }
            try await bench.settled(worker)
            clock.advance(by: .seconds(20 * Self.day))
            await bench.order("young", id: "m-young")
            try await bench.settled(worker)
            #expect(try await bench.rows("SELECT count(*) FROM inbox") == [3])
            try await until("the sweep of that day is done") {
                // It takes a breath after each chunk.
                clock.advance(by: .seconds(1))
                return clock.deadlines.contains { $0 > clock.now().addingTimeInterval(3000) }
            }
            clock.advance(by: .seconds(11 * Self.day))
            try await until("the old ones are forgotten") {
                try await bench.rows("SELECT count(*) FROM inbox") == [1]
            }
        }
        #expect(try await bench.rows("SELECT id FROM inbox") == ["m-young"])
    }

    @Test("cannot be set shorter than what may come again") func tooShort() async throws {
        let bench = try Bench()
        let retry = RetryPolicy(maximumAttempts: 3, firstDelay: .seconds(10), multiplier: 2, jitter: 0.5)
        #expect(retry.span == .seconds(45))
        let wrong = WorkerConfiguration(
            retry: retry, inboxRetention: .seconds(144), deadLetterRetention: .seconds(100))
        let error = await #expect(throws: InvalidConfiguration.self) {
            try await bench.withBaker(configuration: wrong) { _ in }
        }
        #expect(error?.description.contains("(144.0 seconds) is shorter than") == true)
        let right = WorkerConfiguration(
            retry: retry, inboxRetention: .seconds(145), deadLetterRetention: .seconds(100))
        try await bench.withBaker(configuration: right) { _ in }
    }

    private static func replay(_ letter: Delivery) throws -> Message {
        try DeadLetter.replay(letter, in: "baker", type: "window.ordered")
    }

    @Test("a dead letter is replayed within its time, and refused for good after that") func late()
        async throws
    {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        let broken = Baker(oven: nil) { _, _ in throw Failure.permanent("burnt", "the bread is burnt") }
        try await bench.withBaker(broken) { worker in
            await bench.order("o-1", id: "m-1")
            let letter = try #require(try await bench.deadLetters().first)
            clock.advance(by: .seconds(13 * Self.day))
            // It fails again, in time; the time goes on from its first failure.
            _ = await bench.broker.publish(try Self.replay(letter))
            _ = try await bench.deadLetters(2)
            try await bench.settled(worker)
        }
        try await bench.withBaker { worker in
            let again = try #require(await bench.broker.deadLetters(of: "baker").last)
            #expect(again.properties.headers["x-exception-type"] == "burnt")
            clock.advance(by: .seconds(2 * Self.day))
            _ = await bench.broker.publish(try Self.replay(again))
            let refused = try await bench.refusals(1)[0]
            // And so is the replay of the refusal.
            _ = await bench.broker.publish(try Self.replay(refused))
            _ = try await bench.refusals(2)
            #expect(await worker.health.figures.applied == 0)
        }
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [0])
    }

    @Test("whoever is no replay cannot make himself old or young") func claims() async throws {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        try await bench.withBaker { worker in
            await bench.send(
                #"{"order":"o-1","loaves":1}"#,
                headers: ["x-first-failed-at": "2001-01-01T00:00:00.000Z"])
            try await bench.settled(worker)
            await bench.send("{", headers: ["x-first-failed-at": "2999-01-01T00:00:00.000Z"])
            let letter = try #require(try await bench.deadLetters().first)
            #expect(
                letter.properties.headers["x-first-failed-at"] == letter.properties.headers["x-failed-at"])
        }
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [1])
    }
}

extension Bench {
    /// The baker's dead letters that were replayed too late, once there are so many.
    fileprivate func refusals(_ count: Int) async throws -> [Delivery] {
        var refusals: [Delivery] = []
        try await until("\(count) replays are refused") {
            refusals = await broker.deadLetters(of: "baker")
                .filter { $0.properties.headers["x-exception-type"] == "replay-too-late" }
            return refusals.count >= count
        }
        return refusals
    }
}
