import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import Testing

@Suite("The age of the outbox", .timeLimit(.minutes(2))) struct OutboxAgeTests {
    @Test("a worker whose words wait for too long is not ready, says why, and is ready again by itself")
    func age() async throws {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        let strict = WorkerConfiguration(maximumOutboxAge: .seconds(60))
        let gate = Gate()
        try await bench.withBaker(
            configuration: strict, through: GatedBroker(broker: bench.broker, gate: gate)
        ) { worker in
            defer { gate.open() }
            try await until("it is ready") { await worker.health.isReady }
            await bench.order("o-1")
            try await until("it has said something") { await worker.health.outboxDepth == 1 }
            let young = await worker.health
            #expect(young.outboxAge == .zero)
            #expect(!young.reasons.contains { $0.contains("too old") })

            clock.advance(by: .seconds(61))
            let old = await worker.health
            #expect(!old.isReady)
            #expect(old.outboxAge == .seconds(61))
            #expect(
                old.reasons.contains { $0.contains("the outbox is too old: an event has waited for 61 s") })

            gate.open()
            try await until("it is ready again, once the confirmed row is deleted") {
                clock.advance(by: .milliseconds(300))
                return await worker.health.isReady
            }
            try await until("nothing waits") { await worker.health.outboxAge == nil }
        }
    }

    @Test("what cannot be sent is counted, and makes nobody unready") func parked() async throws {
        let clock = ManualClock()
        let bench = try Bench(clock: clock)
        try await bench.withBaker { worker in
            await bench.order("o-1")
            try await bench.settled(worker)
        }
        try await bench.seedOutbox(copies: 2, exchange: "", routingKey: "nowhere")
        try await bench.withBaker { worker in
            try await until("both are parked") { try await worker.backlog.parked == 2 }
            try await until("nothing else waits, and these do not count, old as they are") {
                clock.advance(by: .milliseconds(300))
                return await worker.health.outboxAge == nil
            }
            try await until("it is ready") { await worker.health.isReady }
        }
    }
}

/// A broker that takes nothing before the gate is open.
private struct GatedBroker: Broker {
    let broker: InMemoryBroker
    let gate: Gate

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        try await broker.openConsumer(queue: queue, prefetch: prefetch)
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        GatedPublisher(publisher: try await broker.openPublisher(checking: exchanges), gate: gate)
    }
}

private struct GatedPublisher: BrokerPublisher {
    let publisher: any BrokerPublisher
    let gate: Gate

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        await gate.pass()
        return await publisher.publish(messages)
    }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        await publisher.ended(whenBlocked: whenBlocked)
    }

    func close() async { await publisher.close() }
}
