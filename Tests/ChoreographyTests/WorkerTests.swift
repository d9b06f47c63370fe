import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Logging
import RabbitMQ
import ServiceLifecycle
import Testing

@Suite("A worker, with a real database", .timeLimit(.minutes(2))) struct WorkerTests {
    @Test("applies an event, says what follows, and names the cause") func followUp() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.order("o-1", loaves: 2, id: "m-1")
            try await bench.settled(worker)
            let said = try #require(await bench.said("baker.baked").first)
            #expect(String(decoding: said.body, as: UTF8.self) == #"{"loaves":2,"order":"o-1"}"#)
            #expect(said.properties.correlationID == "o-1")
            #expect(said.properties.type == "baker.baked")
            #expect(said.properties.userID == "baker")
            #expect(said.properties.appID == "baker")
            #expect(said.properties.deliveryMode == .persistent)
            #expect(said.properties.contentType == "application/json")
            #expect(said.mandatory)
            let headers = said.properties.headers
            #expect(headers["cloudEvents_causationid"] == .string("m-1"))
            #expect(headers["cloudEvents_id"]?.string == said.properties.messageID)
            #expect(headers["cloudEvents_dataschema"] == .string("urn:bakery:baker.baked:1"))
            let time = try #require(headers["cloudEvents_time"]?.string)
            let age = try Date(time, strategy: Date.ISO8601FormatStyle.timestamp).timeIntervalSinceNow
            #expect(abs(age) < 60, "\(time)")
            #expect(UUID(uuidString: said.properties.messageID ?? "") != nil)
        }
    }

    @Test("stops repetitions: the same message 50 times has one effect") func duplicates() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            for _ in 0..<50 { await bench.order("o-1", id: "m-1") }
            try await bench.settled(worker)
            #expect(await worker.health.figures.duplicates == 49)
        }
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [1])
        #expect(await bench.said("baker.baked").count == 1)
    }

    @Test("deletes outbox rows only after their confirm") func outboxIsEmptied() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            for number in 0..<300 { await bench.order("o-\(number)") }
            try await bench.settled(worker)
            try await until("the outbox table is empty") {
                try await bench.rows("SELECT count(*) FROM outbox") == [0]
            }
        }
        #expect(await bench.said("baker.baked").count == 300)
    }

    @Test("after a crash between commit and publish, says it at the next start") func outboxSurvives()
        async throws
    {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.order("o-1")
            try await bench.settled(worker)
        }
        // As a crash would have left it: committed, published perhaps, not deleted.
        try await bench.seedOutbox(copies: 3)
        try await bench.withBaker { _ in
            try await until("what was left over is published") {
                // One before, and the three; that one perhaps again, if it was not deleted yet.
                await bench.said("baker.baked").count >= 4
            }
        }
    }

    @Test("an unroutable event is parked and the others flow") func parked() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            await bench.order("o-1")
            try await bench.settled(worker)
        }
        try await bench.seedOutbox(copies: 1, exchange: "", routingKey: "nowhere")
        try await bench.withBaker { worker in
            try await until("it is parked") {
                try await bench.rows("SELECT count(*) FROM outbox WHERE parked IS NOT NULL") == [1]
            }
            await bench.order("o-2")
            try await until("the next goes through") {
                await bench.said("baker.baked").contains { $0.properties.correlationID == "o-2" }
            }
            #expect(await worker.health.outboxDepth == 1)
        }
    }

    @Test("reconnects when the broker goes away; nothing is lost or doubled") func reconnect() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            for number in 0..<100 {
                await bench.order("o-\(number)")
                if number % 20 == 0 { await bench.broker.disconnectAll() }
            }
            try await bench.settled(worker)
            #expect(await worker.health.isReady)
        }
        #expect(try await bench.rows("SELECT count(DISTINCT order_id) FROM bakes") == [100])
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [100])
    }

    @Test("a timer goes off once, caused by the event that set it") func timer() async throws {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        try await bench.withBaker(Baker(oven: nil, staleAfter: 900)) { worker in
            await bench.order("o-1", id: "m-1")
            try await until("it is baked") { await bench.said("baker.baked").count == 1 }
            clock.advance(by: .seconds(899))
            #expect(await bench.said("baker.stale").isEmpty)
            try await until("the timer goes off") {
                clock.advance(by: .seconds(1))
                return await bench.said("baker.stale").count == 1
            }
            let stale = try #require(await bench.said("baker.stale").first)
            #expect(stale.properties.headers["cloudEvents_causationid"] == .string("m-1"))
        }
        #expect(try await bench.rows("SELECT count(*) FROM timers") == [0])
    }

    @Test("a graceful shutdown finishes what is in hand and says it") func shutdown() async throws {
        let bench = try Bench()
        let oven = Oven { order, _ in
            try await Task.sleep(for: .milliseconds(50))
            return order.loaves
        }
        for number in 0..<40 { await bench.order("o-\(number)") }
        let store = try Store.open(path: bench.path, participant: Baker(oven: oven))
        let worker = try Worker(
            Baker(oven: oven), score: .bakery, broker: SlowBroker(bench.broker), store: store,
            configuration: WorkerConfiguration(concurrency: 4), logger: quiet)
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: worker)], logger: quiet))
        async let running: Void = group.run()
        try await until("it has begun") { !oven.asked.isEmpty }
        await group.triggerGracefulShutdown()
        try await running
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [40])
        #expect(await bench.broker.depth(of: "baker") == 0)
        #expect(await bench.said("baker.baked").count == 40)
        #expect(try await bench.rows("SELECT count(*) FROM outbox") == [0])
    }

    @Test("does not start when its reactions are not what the score says") func mismatch() throws {
        struct Impostor: Participant {
            let name = "till"
            let reactions: [Reaction] = [.on(LoafBaked.self) { _, _ in }, .on(LoafOrdered.self) { _, _ in }]
            func migrate(_ migrator: inout DatabaseMigrator) {}
        }
        let bench = try Bench()
        let store = try Store.open(path: bench.path, participant: Impostor())
        let error = #expect(throws: ScoreMismatch.self) {
            try Worker(
                Impostor(), score: .bakery, broker: bench.broker, store: store, logger: quiet)
        }
        #expect(error?.description.contains("hear baker.stale, but it has no reaction") == true)
        #expect(error?.description.contains("reacts to window.ordered, which is not in its part") == true)
    }

    @Test("does not start on a score that cannot be played, and says why") func unplayable() throws {
        let score = Score(
            name: "bakery", outside: Score.bakery.outside,
            parts: Array(Score.bakery.parts.prefix(1)), undoes: [], terminal: [], informational: [])
        let bench = try Bench()
        let baker = Baker(oven: nil)
        let store = try Store.open(path: bench.path, participant: baker)
        let error = #expect(throws: ScoreMismatch.self) {
            try Worker(baker, score: score, broker: bench.broker, store: store, logger: quiet)
        }
        #expect(
            error?.description == """
                the score bakery cannot be played:
                  baker says baker.baked: nobody hears it; let someone hear it, or list it as terminal or informational
                  baker says baker.stale: nobody hears it; let someone hear it, or list it as terminal or informational
                """)
    }
}
