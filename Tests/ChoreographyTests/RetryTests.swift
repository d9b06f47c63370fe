import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import Synchronization
import Testing

@Suite("Retries", .timeLimit(.minutes(2))) struct RetryTests {
    private static let quick = WorkerConfiguration(
        retry: RetryPolicy(maximumAttempts: 4, firstDelay: .milliseconds(20), multiplier: 1, jitter: 0))

    @Test("a transient failure is tried again until it succeeds") func succeeds() async throws {
        let bench = try Bench()
        let failures = Mutex(2)
        let oven = Oven { order, _ in
            let fails = failures.withLock { left in
                left -= 1
                return left >= 0
            }
            if fails { throw Failure.transient(.outsideUnavailable, "the oven is cold") }
            return order.loaves
        }
        try await bench.withBaker(Baker(oven: oven), configuration: Self.quick) { worker in
            await bench.order("o-1")
            try await until("it is baked") { await bench.said("baker.baked").count == 1 }
            try await bench.settled(worker)
            #expect(await worker.health.figures.retried == 2)
        }
        #expect(try await bench.rows("SELECT count(*) FROM retries") == [0])
        #expect(oven.asked.count == 3)
    }

    @Test("when the attempts are used up it is a dead letter") func givesUp() async throws {
        let bench = try Bench()
        let oven = Oven { _, _ in throw Failure.transient(.outsideUnavailable, "the oven is cold") }
        try await bench.withBaker(Baker(oven: oven), configuration: Self.quick) { _ in
            await bench.order("o-1")
            let letter = try #require(try await bench.deadLetters().first)
            #expect(letter.properties.headers["x-attempts"]?.integer == 4)
            #expect(letter.properties.headers["x-exception-message"] == "the oven is cold")
            #expect(oven.asked.count == 4)
        }
        #expect(try await bench.rows("SELECT count(*) FROM retries") == [0])
        #expect(try await bench.rows("SELECT count(*) FROM inbox") == [0])
    }

    @Test("later events of the same saga wait behind it in order, others pass") func order() async throws {
        let bench = try Bench()
        let isCold = Mutex(true)
        let oven = Oven { order, _ in
            // The later ones would succeed at once, if they were let.
            if order.order == "slow", order.loaves == 1, isCold.withLock(\.self) {
                throw Failure.transient(.outsideUnavailable, "the oven is cold")
            }
            return order.loaves
        }
        let patient = WorkerConfiguration(
            retry: RetryPolicy(maximumAttempts: 1000, firstDelay: .milliseconds(20), multiplier: 1, jitter: 0)
        )
        try await bench.withBaker(Baker(oven: oven), configuration: patient) { worker in
            for loaves in 1...3 { await bench.order("slow", loaves: loaves) }
            await bench.order("quick")
            try await until("the other order is baked") { await bench.said("baker.baked").count == 1 }
            try await until("nothing waits at the broker") { await bench.broker.depth(of: "baker") == 0 }
            #expect(try await bench.rows("SELECT count(*) FROM bakes WHERE order_id = 'slow'") == [0])
            isCold.withLock { $0 = false }
            try await until("all are baked") { await bench.said("baker.baked").count == 4 }
        }
        #expect(
            try await bench.rows("SELECT loaves FROM bakes WHERE order_id = 'slow' ORDER BY number") == [
                1, 2, 3,
            ])
    }

    @Test("a retry survives the worker's death") func survives() async throws {
        let bench = try Bench()
        let oven = Oven { _, _ in throw Failure.transient(.outsideUnavailable, "the oven is cold") }
        let slow = WorkerConfiguration(
            retry: RetryPolicy(maximumAttempts: 4, firstDelay: .milliseconds(300), multiplier: 1, jitter: 0))
        try await bench.withBaker(Baker(oven: oven), configuration: slow) { _ in
            await bench.order("o-1")
            try await until("it is kept and acknowledged") { await bench.broker.depth(of: "baker") == 0 }
        }
        oven.answers { order, _ in order.loaves }
        try await bench.withBaker(Baker(oven: oven), configuration: slow) { _ in
            try await until("it is baked") { await bench.said("baker.baked").count == 1 }
        }
    }

    @Test("different sagas ask side by side, one saga's events one after the other") func lanes() async throws
    {
        let bench = try Bench()
        let running = Mutex<[String: Int]>([:])
        let most = Mutex((perOrder: 0, inAll: 0))
        let oven = Oven { order, _ in
            running.withLock { running in
                running[order.order, default: 0] += 1
                most.withLock {
                    $0.perOrder = max($0.perOrder, running[order.order] ?? 0)
                    $0.inAll = max($0.inAll, running.values.reduce(0, +))
                }
            }
            try await Task.sleep(for: .milliseconds(20))
            running.withLock { $0[order.order, default: 0] -= 1 }
            return order.loaves
        }
        try await bench.withBaker(
            Baker(oven: oven), configuration: WorkerConfiguration(concurrency: 8)
        ) { worker in
            for number in 0..<60 { await bench.order("o-\(number / 3)", loaves: 1 + number % 3) }
            try await bench.settled(worker)
        }
        #expect(try await bench.rows("SELECT count(*) FROM bakes") == [60])
        #expect(most.withLock { $0.perOrder } == 1)
        #expect((2...8).contains(most.withLock { $0.inAll }))
    }
}
