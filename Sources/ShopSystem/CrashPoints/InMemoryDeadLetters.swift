import Choreography
import ChoreographyTesting
import RabbitMQ

/// One dead-letter queue of the broker in memory, for the operator's desk.
actor InMemoryDeadLetters: DeadLetterAccess {
    private let broker: InMemoryBroker
    private let queue: String
    private var consumer: (any BrokerConsumer)?
    private var fetched: ArraySlice<Delivery> = []

    init(of participant: String, at broker: InMemoryBroker) {
        self.broker = broker
        queue = Topology.deadLetterQueue(of: participant)
    }

    /// What is there at the first call, one after the other.
    func get(queue: String) async throws -> (delivery: Delivery, remaining: Int)? {
        if consumer == nil, queue == self.queue, await broker.depth(of: queue) > 0 {
            let consumer = try await broker.openConsumer(queue: queue, prefetch: 0)
            self.consumer = consumer
            fetched = try await consumer.nextBatch()?[...] ?? []
        }
        return fetched.popFirst().map { ($0, fetched.count) }
    }

    func publish(_ message: Message) async -> PublishOutcome { await broker.publish(message) }

    func settle(_ settlements: [Settlement]) async throws { try await consumer?.settle(settlements) }

    func close() async { await consumer?.close() }
}

extension CrashShop {
    /// The operator replays every dead letter of the participant that can be replayed; the others stay.
    func replayDeadLetters(of participant: String) async throws {
        let desk = DeadLetterDesk(InMemoryDeadLetters(of: participant, at: stage.broker))
        do {
            for letter in try await desk.read(participants: [participant]) {
                _ = try await desk.replay(letter)
            }
        } catch {
            await desk.close()
            throw error
        }
        await desk.close()
    }
}
