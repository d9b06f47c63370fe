import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import ShopEvents
import Synchronization

/// What happens from outside in a simulated shop: customers, the warehouse, the carrier, nonsense; and the operator
/// afterwards.
final class SimulationScript: Sendable {
    private struct State {
        var garbage: Set<String> = []
        var replayed = 0
        var letters: [DeadLetterEntry] = []
        var history: [Message] = []
        var unrest: String?
    }

    private let plan: ChaosPlan
    private let courier: SimulationCourier
    private let state = Mutex(State())

    /// What is replayed and dies so often will not come right by itself.
    private static let replays = 5

    init(_ plan: ChaosPlan) {
        self.plan = plan
        courier = SimulationCourier(plan)
    }

    /// How many dead letters were replayed.
    var replayed: Int { state.withLock(\.replayed) }
    /// The dead letters at the end.
    var letters: [DeadLetterEntry] { state.withLock(\.letters) }
    /// Everything that was said.
    var history: [Message] { state.withLock(\.history) }
    /// Why it did not come to rest.
    var unrest: String? { state.withLock(\.unrest) }

    /// Whether this dead letter has to be.
    func isGarbage(_ letter: DeadLetterEntry) -> Bool {
        letter.messageID.map { id in state.withLock { $0.garbage.contains(id) } } ?? true
    }

    func perform(on stage: SimulationStage) async throws {
        let events = await stage.broker.events()
        let carrier = Task { [courier] in
            for await event in events { courier.hear(event, on: stage) }
        }
        do {
            try await publish(on: stage)
            try await stage.rest()
            stage.calm()
            try await replay(on: stage)
        } catch let unrest as SimulationUnrest {
            state.withLock { $0.unrest = unrest.description }
        }
        carrier.cancel()
        await carrier.value
        try await takeNote(of: stage)
    }

    /// In bursts, with pauses between them.
    private func publish(on stage: SimulationStage) async throws {
        let (world, chance) = (stage.world, stage.world.chance)
        var position = 0
        for publication in plan.publications {
            if publication.position > position {
                await world.pause(chance.duration(.milliseconds(1) ... .seconds(10)))
                position = publication.position + chance.number(0...40)
                if chance.number(1...10) == 1 { try await publishGarbage(on: stage) }
            }
            await stage.say(try publication.message(at: world.clock.now()).message)
        }
    }

    private func publishGarbage(on stage: SimulationStage) async throws {
        let id = MessageID.make(at: stage.world.clock.now())
        state.withLock { _ = $0.garbage.insert(id) }
        let kinds = ChaosGarbage.allCases
        let kind = kinds[stage.world.chance.number(0...kinds.count - 1)]
        await stage.say(try kind.message(id, at: stage.world.clock.now()).message)
    }

    /// What has died goes back to where it failed, as `choreo dlq replay` has it.
    private func replay(on stage: SimulationStage) async throws {
        for _ in 1...Self.replays {
            var count = 0
            for participant in Score.shop.parts.map(\.name) {
                count += try await replay(of: participant, on: stage)
            }
            guard count > 0 else { return }
            state.withLock { $0.replayed += count }
            try await stage.rest()
        }
    }

    private func replay(of participant: String, on stage: SimulationStage) async throws -> Int {
        let queue = Topology.deadLetterQueue(of: participant)
        var (left, count) = (await stage.broker.depth(of: queue), 0)
        guard left > 0 else { return 0 }
        let consumer = try await stage.broker.openConsumer(queue: queue, prefetch: 0)
        while left > 0, let batch = try await consumer.nextBatch() {
            for delivery in batch {
                left -= 1
                let letter = DeadLetterEntry(participant: participant, delivery: delivery)
                guard !isGarbage(letter), letter.refusal == nil else { continue }
                guard await stage.broker.publish(try letter.replay()) == .confirmed else { continue }
                try await consumer.settle([.ack(delivery.tag, multiple: false)])
                count += 1
            }
        }
        // What was not settled goes back.
        await consumer.close()
        return count
    }

    private func takeNote(of stage: SimulationStage) async throws {
        var letters: [DeadLetterEntry] = []
        for participant in Score.shop.parts.map(\.name) {
            letters += await stage.broker.deadLetters(of: participant)
                .map { DeadLetterEntry(participant: participant, delivery: $0) }
        }
        let history = await stage.broker.history
        state.withLock { ($0.letters, $0.history) = (letters, history) }
    }
}
