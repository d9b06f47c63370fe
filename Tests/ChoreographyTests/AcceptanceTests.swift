import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import Synchronization
import Testing

@Suite("By the participant's own door", .timeLimit(.minutes(2))) struct AcceptanceTests {
    @Test("an event has its effect once, and what it causes is said") func applied() async throws {
        let bench = try Bench()
        try await bench.withBaker { worker in
            let order = LoafOrdered(order: "o-1", loaves: 2)
            #expect(try await worker.accept(order, messageID: "key") == .applied)
            #expect(try await bench.rows("SELECT loaves FROM bakes") == [2])
            #expect(try await worker.accept(order, messageID: "key") == .duplicate)
            try await until("it is said") { await bench.said("baker.baked").count == 1 }
            let said = try #require(await bench.said("baker.baked").first)
            #expect(said.properties.headers["cloudEvents_causationid"] == "key")
        }
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [1])
    }

    @Test("what is refused is told, leaves nothing and no dead letter") func refused() async throws {
        let bench = try Bench()
        let misbehaving = Baker(oven: nil) { order, _ in
            if order.order == "burnt" { throw Failure.permanent("burnt", "the bread is burnt") }
        }
        try await bench.withBaker(misbehaving) { worker in
            func kind(_ event: some Event, _ id: String) async -> Failure.Kind? {
                do {
                    _ = try await worker.accept(event, messageID: id)
                    return nil
                } catch {
                    return (error as? Failure)?.kind
                }
            }
            #expect(await kind(LoafOrdered(order: "o", loaves: 0), "a") == .invalidValue)
            #expect(await kind(LoafOrdered(order: "burnt", loaves: 1), "b") == "burnt")
            #expect(await kind(LoafBaked(order: "o", loaves: 1), "c") == .unexpectedType)
            #expect(await kind(LoafOrdered(order: "o", loaves: 1), "d") == nil)
            #expect(await kind(LoafOrdered(order: "o", loaves: 2), "d") == .messageIDReused)
            try await bench.settled(worker)
        }
        #expect(try await bench.rows("SELECT order_id FROM bakes") == ["o"])
        #expect(try await bench.rows("SELECT count(*) FROM inbox") == [1])
        #expect(await bench.broker.deadLetters(of: "baker").isEmpty)
    }

    @Test("what the outside does not answer is kept and tried again") func kept() async throws {
        let bench = try Bench()
        let isCold = Mutex(true)
        let oven = Oven { order, _ in
            if isCold.withLock(\.self) { throw Failure.transient(.outsideUnavailable, "the oven is cold") }
            return order.loaves
        }
        let quick = WorkerConfiguration(
            retry: RetryPolicy(maximumAttempts: 1000, firstDelay: .milliseconds(10), multiplier: 1, jitter: 0)
        )
        try await bench.withBaker(Baker(oven: oven), configuration: quick) { worker in
            #expect(try await worker.accept(LoafOrdered(order: "o", loaves: 1), messageID: "1") == .kept)
            #expect(try await worker.accept(LoafOrdered(order: "o", loaves: 2), messageID: "2") == .kept)
            isCold.withLock { $0 = false }
            try await until("both are baked, in order") {
                try await bench.rows("SELECT loaves FROM bakes ORDER BY number") == [1, 2]
            }
        }
    }

    @Test("whoever waits when the worker ends is told") func ends() async throws {
        let bench = try Bench()
        let gate = Gate()
        let oven = Oven { order, _ in
            await gate.pass()
            return order.loaves
        }
        let waiting = try await bench.withBaker(Baker(oven: oven)) { worker in
            let waiting = Task { () -> Failure? in
                do {
                    _ = try await worker.accept(LoafOrdered(order: "o", loaves: 1), messageID: "1")
                    return nil
                } catch {
                    return error as? Failure
                }
            }
            try await until("it is asked") { oven.asked.count == 1 }
            return waiting
        }
        gate.open()
        #expect(await waiting.value?.isTransient == true)
    }
}
