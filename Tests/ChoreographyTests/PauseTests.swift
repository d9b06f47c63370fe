import Choreography
import ChoreographyTesting
import Foundation
import Synchronization
import Testing

@Suite("A pause while the outside is away", .timeLimit(.minutes(2))) struct PauseTests {
    /// An oven behind a circuit breaker, which can be out of order.
    private final class Bakehouse: Sendable {
        let isBroken = Mutex(true)
        let oven: Oven

        init() {
            let breaker = CircuitBreaker("oven", failureThreshold: 3, openDuration: .milliseconds(200))
            oven = Oven()
            oven.answers { [unowned self] order, preparation in
                try await breaker.handle(preparation.call) {
                    if self.isBroken.withLock(\.self) {
                        throw Failure.transient(.outsideUnavailable, "the oven is cold")
                    }
                    return order.loaves
                }
            }
        }
    }

    /// Two attempts: whatever is really tried twice in vain is a dead letter.
    private static let impatient = WorkerConfiguration(
        prefetch: 10, concurrency: 4,
        retry: RetryPolicy(maximumAttempts: 3, firstDelay: .milliseconds(10), multiplier: 1, jitter: 0))

    @Test("costs no event an attempt, leaves the rest with the broker, and ends by itself")
    func pauses() async throws {
        let (bench, bakehouse) = (try Bench(), Bakehouse())
        try await bench.withBaker(Baker(oven: bakehouse.oven), configuration: Self.impatient) { worker in
            for number in 1...100 { await bench.order("o-\(number)") }
            try await until("it pauses") {
                let health = await worker.health
                return !health.isReady
                    && health.reasons.contains { $0.contains("paused until") && $0.contains("oven") }
            }
            try await until("the circuit has been tried again and again") {
                await worker.health.figures.postponed > 50
            }
            // Nobody is handed out what nobody can handle.
            #expect(await bench.broker.depth(of: "baker") >= 60)
            #expect(await worker.health.figures.retried <= 3)
            bakehouse.isBroken.withLock { $0 = false }
            try await until("all are baked") { await bench.said("baker.baked").count == 100 }
            try await bench.settled(worker)
            #expect(await worker.health.isReady)
        }
        #expect(await bench.broker.deadLetters(of: "baker").isEmpty)
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [100])
        #expect(try await bench.rows("SELECT count(*) FROM retries") == [0])
    }

    @Test("what was postponed survives the worker's death, and a shutdown does not wait for the outside")
    func survives() async throws {
        let (bench, bakehouse) = (try Bench(), Bakehouse())
        try await bench.withBaker(Baker(oven: bakehouse.oven), configuration: Self.impatient) { worker in
            for number in 1...20 { await bench.order("o-\(number)") }
            try await until("it pauses") { await worker.health.reasons.contains { $0.contains("paused") } }
        }
        bakehouse.isBroken.withLock { $0 = false }
        try await bench.withBaker(Baker(oven: bakehouse.oven), configuration: Self.impatient) { worker in
            try await until("all are baked") { await bench.said("baker.baked").count == 20 }
            try await bench.settled(worker)
        }
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [20])
    }

    @Test(
        "ends also when what began it ends without an answer",
        arguments: ["a dead letter", "nothing to ask for"])
    func unanswered(end: String) async throws {
        let bench = try Bench()
        let isCold = Mutex(true)
        let oven = Oven { order, _ in
            guard order.order == "first" else { return order.loaves }
            guard !isCold.withLock(\.self) else {
                throw Failure.postponed(.outsideUnavailable, "the oven is cold", until: Date() + 0.1)
            }
            guard end == "a dead letter" else { return nil }
            throw Failure.transient(.outsideUnavailable, "the oven is cold")
        }
        try await bench.withBaker(Baker(oven: oven), configuration: Self.impatient) { worker in
            await bench.order("first")
            try await until("it pauses") { await worker.health.reasons.contains { $0.contains("paused") } }
            isCold.withLock { $0 = false }
            await bench.order("second")
            try await until("the second is baked") {
                try await bench.rows("SELECT count(*) FROM bakes WHERE order_id = 'second'") == [1]
            }
            try await bench.settled(worker)
        }
    }
}
