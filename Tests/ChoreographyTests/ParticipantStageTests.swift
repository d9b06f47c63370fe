import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Testing

@Suite("A participant alone on the stage") struct ParticipantStageTests {
    private static let bakes: SQLRequest<Row> = "SELECT order_id, loaves, NULL FROM bakes"
    private static let order = LoafOrdered(order: "o-1", loaves: 2)

    @Test("hears, keeps and says") func hears() async throws {
        let stage = try ParticipantStage(Baker(oven: Oven()), score: .bakery)
        let said = try await stage.hear(Self.order, messageID: "m-1")
        #expect(said.types == ["baker.baked"])
        #expect(said.all(LoafBaked.self) == [LoafBaked(order: "o-1", loaves: 2)])
        #expect(said.all(LoafStale.self) == [])
        #expect(try await stage.rows(Self.bakes) == ["o-1 2 -"])
        #expect(try await stage.hear(Self.order).types == ["baker.baked"])
        #expect(try await stage.rows("SELECT count(*) FROM outbox") == ["2"])
    }

    @Test("its timers go off when they are told to, and are gone then") func timers() async throws {
        let stage = try ParticipantStage(
            Baker(oven: nil, staleAfter: 60), score: .bakery, now: Date(timeIntervalSince1970: 100))
        try await stage.hear(Self.order, messageID: "m-1")
        try await stage.hear(LoafOrdered(order: "o-2", loaves: 1), at: Date(timeIntervalSince1970: 200))
        #expect(
            try await stage.rows("SELECT name, key, due FROM timers") == [
                "stale o-1 160000", "stale o-2 260000",
            ])
        #expect(
            try await stage.passTimer("stale", for: "o-1").all(LoafStale.self) == [LoafStale(order: "o-1")])
        #expect(try await stage.rows("SELECT key FROM timers") == ["o-2"])
        await #expect(throws: Failure.self) { try await stage.passTimer("fresh", for: "o-1") }
    }

    @Test("what fails leaves no trace, nor does a crash before the transaction") func rollsBack() async throws
    {
        var baker = Baker(oven: Oven())
        baker.misbehaves = { order, transaction in
            if order.order == "bad" { try transaction.say(LoafStale(order: order.order)) }
        }
        let stage = try ParticipantStage(baker, score: .bakery)
        let failure = await #expect(throws: Failure.self) {
            try await stage.hear(LoafOrdered(order: "bad", loaves: 1))
        }
        #expect(failure?.kind == .scoreViolated)
        try await stage.hearAndCrash(Self.order)
        #expect(baker.oven?.asked == ["bad", "o-1"])
        #expect(try await stage.rows(Self.bakes) == [])
        #expect(try await stage.rows("SELECT sequence FROM outbox") == [])
    }

    @Test("refuses what it does not hear, and who does not play the score") func refuses() async throws {
        let stage = try ParticipantStage(Baker(oven: nil), score: .bakery)
        let failure = await #expect(throws: Failure.self) { try await stage.hear(LoafStale(order: "o-1")) }
        #expect(failure == .permanent(.unexpectedType, "baker does not hear baker.stale"))
        let empty = Score(
            name: "empty", outside: [], parts: [], undoes: [], terminal: [], informational: [])
        #expect(throws: ScoreMismatch.self) { try ParticipantStage(Baker(oven: nil), score: empty) }
    }
}
