import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import Synchronization
import Testing

@testable import Choreography

/// How the relay treats a broker that does not want what it says, minute by minute.
@Suite("A relay whose events are refused", .timeLimit(.minutes(1))) struct RelayRefusalTests {
    private static let minute = Duration.seconds(60)

    @Test("with a nack: keeps its connection, tries ever more rarely, and lets the rest flow") func nacked()
        async throws
    {
        let broker = StubbornBroker { $0.routingKey == "bad" ? .nacked : .confirmed }
        try await withRelay(broker, rows: ["bad", "good", "bad"]) { relay, clock in
            try await until("both are refused") { broker.attempts(at: "bad") == 2 }
            try await until("the other is confirmed") { await relay.depth == 2 }
            #expect(await !relay.isPublishing)
            #expect(await relay.trouble?.contains("refused 2 events (nack)") == true)
            try await pass(Self.minute, on: clock)
            // Waits of 0.1, 0.2, 0.4 ... 10 s, each half as long or half as long again.
            let attempts = broker.attempts(at: "bad")
            #expect((2 * 8...2 * 18).contains(attempts), "\(attempts) attempts in a minute")
            #expect(broker.openings == 1)
            broker.answers { _ in .confirmed }
            try await until("it goes through in the end") {
                clock.advance(by: .seconds(1))
                return await relay.depth == 0
            }
            #expect(await relay.isPublishing)
            #expect(await relay.trouble == nil)
            #expect(broker.attempts(at: "good") == 1)
        }
    }

    @Test("with a closed channel: connects ever more rarely, and says why") func objected() async throws {
        let refusal = AMQPError(.accessRefused, "access to topic 'bad' refused")
        let broker = StubbornBroker { _ in .unknown(refusal) }
        try await withRelay(broker, rows: ["bad"]) { relay, clock in
            try await until("it was refused") { await relay.trouble?.contains("topic 'bad' refused") == true }
            try await pass(Self.minute, on: clock)
            #expect((8...18).contains(broker.openings), "\(broker.openings) connections in a minute")
            broker.answers { _ in .confirmed }
            try await until("it goes through in the end") {
                clock.advance(by: .seconds(1))
                return await relay.depth == 0
            }
            try await until("all is well") { await relay.isPublishing }
        }
    }

    @Test("with lost connections: comes back at once each time") func lost() async throws {
        let broker = StubbornBroker { _ in .unknown(AMQPError(.connectionLost, "gone")) }
        try await withRelay(broker, rows: ["any"]) { relay, clock in
            let began = clock.now()
            try await until("it has connected 20 times") {
                clock.advance(by: .milliseconds(50))
                return broker.attempts(at: "any") >= 20
            }
            #expect(clock.now().timeIntervalSince(began) < 20)
        }
    }

    private func withRelay(
        _ broker: StubbornBroker, rows: [String], _ body: (Relay, ManualClock) async throws -> Void
    ) async throws {
        let bench = try Bench()
        let store = try Store.open(path: bench.path, participant: Baker(oven: nil))
        try await store.database.write { db in
            for (number, key) in rows.enumerated() {
                let message = Message(
                    exchange: "events", routingKey: key,
                    properties: BasicProperties(messageID: "m-\(number)"),
                    body: [])
                try Outbox.insert(
                    OutboxRow(sequence: Int64(number + 1), message: message), at: Date(), in: db)
            }
        }
        let clock = ManualClock()
        let relay = Relay(
            on: try SerialThread(), broker: broker, store: store, leftovers: 0, clock: clock, points: .none,
            logger: quiet)
        let ended = Flag()
        let running = Task {
            await relay.run()
            ended.set()
        }
        do {
            try await body(relay, clock)
        } catch {
            running.cancel()
            throw error
        }
        await relay.finish()
        // Nobody moves the clock any more: it must not wait for the time of its next attempt.
        try await until("it has ended", within: .seconds(5)) { ended.isSet }
        try await store.close()
    }

    /// Lets time pass in small steps, each with a moment to act in.
    private func pass(_ duration: Duration, on clock: ManualClock) async throws {
        for _ in 0..<Int(duration / .milliseconds(100)) {
            clock.advance(by: .milliseconds(100))
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}

/// A broker that answers what the test wants.
private final class StubbornBroker: Broker {
    private struct State {
        var answer: @Sendable (Message) -> PublishOutcome
        var openings = 0
        var attempts: [String: Int] = [:]
    }

    private let state: Mutex<State>

    init(_ answer: @escaping @Sendable (Message) -> PublishOutcome) {
        state = Mutex(State(answer: answer))
    }

    var openings: Int { state.withLock(\.openings) }
    func attempts(at key: String) -> Int { state.withLock { $0.attempts[key, default: 0] } }
    func answers(_ answer: @escaping @Sendable (Message) -> PublishOutcome) {
        state.withLock { $0.answer = answer }
    }

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        throw AMQPError(.notFound, "it has no queues")
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        state.withLock { $0.openings += 1 }
        return StubbornPublisher(broker: self)
    }

    func outcomes(of messages: [Message]) -> [PublishOutcome] {
        state.withLock { state in
            messages.map { message in
                state.attempts[message.routingKey, default: 0] += 1
                return state.answer(message)
            }
        }
    }
}

private struct StubbornPublisher: BrokerPublisher {
    let broker: StubbornBroker
    private let end = AsyncStream.makeStream(of: Never.self)

    init(broker: StubbornBroker) { self.broker = broker }

    func publish(_ messages: [Message]) async -> [PublishOutcome] { broker.outcomes(of: messages) }
    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        for await _ in end.stream {}
    }
    func close() async { end.continuation.finish() }
}
