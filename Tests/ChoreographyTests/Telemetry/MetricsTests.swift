import Choreography
import ChoreographyTesting
import Foundation
import MetricsTestKit
import Testing

@Suite("What a worker measures", .timeLimit(.minutes(2))) struct MetricsTests {
    let metrics = TestMetrics()

    private func process(_ outcome: String, _ error: String = "") -> [(String, String)] {
        [
            ("messaging.system", "rabbitmq"), ("messaging.operation.name", "process"),
            ("messaging.operation.type", "process"),
            ("messaging.destination.name", "events:window.ordered:baker"),
            ("messaging.rabbitmq.destination.routing_key", "window.ordered"), ("outcome", outcome),
            ("error.type", error),
        ]
    }

    private func sent(_ type: String, on exchange: String = "events") -> [(String, String)] {
        [
            ("messaging.system", "rabbitmq"), ("messaging.operation.name", "send"),
            ("messaging.operation.type", "send"), ("messaging.destination.name", "\(exchange):\(type)"),
            ("messaging.rabbitmq.destination.routing_key", type), ("error.type", ""),
        ]
    }

    @Test("each delivery by its outcome, what is consumed, what is sent") func measured() async throws {
        let bench = try Bench()
        try await bench.withBaker(telemetry: Telemetry(metrics: metrics)) { worker in
            await bench.order("a", id: "m-1")
            await bench.order("b")
            try await bench.settled(worker)
            await bench.order("a", id: "m-1")
            await bench.order("c", loaves: 0)
            _ = try await bench.deadLetters()
            try await bench.settled(worker)
            #expect(await worker.figures.published == 3)
        }
        #expect(try metrics.expectTimer("messaging.process.duration", process("applied")).values.count == 2)
        #expect(try metrics.expectTimer("messaging.process.duration", process("duplicate")).values.count == 1)
        let dead = try metrics.expectTimer(
            "messaging.process.duration", process("dead", "invalid-value"))
        #expect(dead.values.count == 1)
        #expect(metrics.counterTotal(label: "messaging.client.consumed.messages") == 4)
        #expect(
            try metrics.expectCounter("messaging.client.sent.messages", sent("baker.baked")).totalValue == 2)
        let letters = sent("baker", on: "dead-letters")
        #expect(try metrics.expectCounter("messaging.client.sent.messages", letters).totalValue == 1)
        #expect(!metrics.timers(label: "messaging.client.operation.duration").isEmpty)
    }

    @Test("the time is that of the whole way to the commit, the question to the outside included")
    func duration() async throws {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        let oven = Oven { order, _ in
            clock.advance(by: .milliseconds(250))
            return order.loaves
        }
        try await bench.withBaker(Baker(oven: oven), telemetry: Telemetry(metrics: metrics)) { worker in
            await bench.order("a")
            try await bench.settled(worker)
        }
        let timer = try metrics.expectTimer("messaging.process.duration", process("applied"))
        #expect(timer.values == [250_000_000])
    }

    @Test("a type that nobody binds, made up by whoever sends it, makes no series of its own")
    func madeUp() async throws {
        let bench = try Bench()
        try await bench.withBaker(telemetry: Telemetry(metrics: metrics)) { worker in
            // Through the default exchange, as a replay comes, the message itself names its type.
            for number in 1...5 {
                await bench.send("{}", type: "made.up.\(number)", key: "baker", exchange: "")
            }
            _ = try await bench.deadLetters(5)
            try await bench.settled(worker)
        }
        let timers = metrics.timers(label: "messaging.process.duration")
        #expect(timers.count == 1)
        #expect(
            timers.first?.dimensions.contains {
                $0 == ("messaging.rabbitmq.destination.routing_key", "_OTHER")
            } == true)
        #expect(timers.first?.values.count == 5)
    }
}
