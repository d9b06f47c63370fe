public import Choreography
import Foundation
public import RabbitMQ
import Synchronization

/// Where a ``Simulation`` takes place: the workers, the broker, and whoever speaks from outside.
public final class SimulationStage: Sendable {
    /// What lies outside.
    public let world: SimulationWorld
    /// Used directly it makes no mistakes; ``say(_:)`` goes the way on which something may happen.
    public let broker: InMemoryBroker
    let lives: CrashStage
    private let machine: SimulatedMachine
    private let way: FaultyBroker
    private let publisher = Mutex<(any BrokerPublisher)?>(nil)

    /// An order's deadline and the like are waited for, a reminder of next month is not.
    private static let patience = Duration.seconds(3600)
    /// So long at most until everything rests.
    private static let restLimit = Duration.seconds(86_400)
    private static let windDown = Duration.seconds(7 * 86_400)

    init(_ machine: SimulatedMachine, _ world: SimulationWorld, lives: CrashStage, way: FaultyBroker) {
        self.machine = machine
        self.world = world
        self.lives = lives
        self.way = way
        broker = way.broker
    }

    /// Says an event as its owner in the score, under a new message id, as ``say(_:)-(Message)`` does.
    ///
    /// - Throws: `EncodingError`; `ScoreMismatch` when nobody says such events.
    public func say<E: Event>(_ event: E) async throws {
        let score = lives.score
        guard let owner = score.owner(of: E.type) else {
            throw ScoreMismatch(description: "nobody in the score \(score.name) says \(E.type)")
        }
        let now = world.clock.now()
        let id = MessageID.make(at: now)
        await say(
            Envelope.message(
                type: E.type, version: E.version, body: try EventJSON.encode(event), id: id,
                correlationID: event.correlationID ?? id, causationID: nil, source: score.name,
                sender: owner.name, exchange: Topology.eventsExchange, at: now))
    }

    /// Publishes what somebody outside says, again and again until the broker has confirmed it.
    public func say(_ message: Message) async {
        while true {
            if await publish(message) == .confirmed { return }
            publisher.withLock { $0 = nil }
            await world.pause(.milliseconds(100))
        }
    }

    private func publish(_ message: Message) async -> PublishOutcome {
        do throws(AMQPError) {
            if let publisher = publisher.withLock({ $0 }) { return await publisher.publish([message])[0] }
            let new = try await way.openPublisher(checking: [])
            publisher.withLock { $0 = new }
            return await new.publish([message])[0]
        } catch {
            return .unknown(error)
        }
    }

    /// Returns when nothing moves any more: no message is under way, nothing is to be said, tried again or done later,
    /// nobody is dead, and no timer goes off within the hour.
    ///
    /// - Throws: ``SimulationUnrest`` after a simulated day.
    public func rest() async throws {
        let limit = world.clock.now() + Self.restLimit / .seconds(1)
        while true {
            await machine.idle()
            if try world.errands() == 0, try await lives.isAtRest(waitingFor: Self.patience) { return }
            guard world.clock.now() < limit, machine.advance() else {
                throw SimulationUnrest(moving: try await moving(), patience: Self.restLimit)
            }
        }
    }

    private func moving() async throws -> [String] {
        var moving = try await lives.moving(waitingFor: Self.patience)
        let errands = try world.errands()
        if errands > 0 { moving.append("\(errands) errands and late messages") }
        return moving
    }

    /// From now on nothing goes wrong.
    public func calm() {
        world.chance.calm()
        world.setOutside(isAway: false)
    }
}

/// How it runs.
extension SimulationStage {
    func perform(_ acts: @Sendable (SimulationStage) async throws -> Void) async throws {
        try await lives.start()
        let drivers = [
            Task { await drive(.brokerAway) { await broker.disconnectAll() } },
            Task { await drive(.outsideAway) { await outsideGoesAway() } },
            Task { await drive(.diskFull) { await diskFillsUp() } },
        ]
        do {
            try await acts(self)
        } catch {
            try? await end(drivers)
            throw error
        }
        try await end(drivers)
    }

    private func end(_ drivers: [Task<Void, Never>]) async throws {
        calm()
        for driver in drivers { driver.cancel() }
        for driver in drivers { await driver.value }
        try await lives.stop()
        // Whoever still sleeps would sleep for ever: each wakes up, and ends.
        let limit = world.clock.now() + Self.windDown / .seconds(1)
        while world.clock.now() < limit, machine.advance() { await machine.idle() }
    }

    /// Lets something go wrong from time to time.
    private func drive(_ kind: SimulationFaults.Kind, _ strike: () async -> Void) async {
        while let interval = world.chance.interval(of: kind) {
            await world.pause(interval)
            // It may have become calm in the meantime.
            guard !Task.isCancelled, world.chance.happens(kind) else { return }
            world.chance.count(kind)
            await strike()
        }
    }

    private func outsideGoesAway() async {
        world.setOutside(isAway: true)
        await world.pause(world.chance.duration(.seconds(10) ... .seconds(600)))
        world.setOutside(isAway: false)
    }

    private func diskFillsUp() async {
        let names = lives.participants
        let name = names[world.chance.number(0...names.count - 1)]
        await lives.limitDisk(of: name, isFull: true)
        await world.pause(world.chance.duration(.seconds(1) ... .seconds(120)))
        await lives.limitDisk(of: name, isFull: false)
    }
}
