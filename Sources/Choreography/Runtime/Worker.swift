import Foundation
import GRDB
public import Logging
import RabbitMQ
public import ServiceLifecycle

/// Runs one participant: consumes its queue, applies each event once, publishes what it says.
///
/// A `Service`: a graceful shutdown stops consuming, finishes and commits what is in hand, flushes the outbox
/// until ``WorkerConfiguration/drainTimeout``, and returns. What was not finished is delivered again.
public final class Worker: Service {
    private let intake: Intake
    private let pipeline: Pipeline
    private let relay: Relay
    private let agenda: Agenda
    private let store: Store
    private let configuration: WorkerConfiguration
    private let clock: any WorkerClock
    private let logger: Logger

    /// Checks the participant against its part in the score.
    ///
    /// - Throws: ``ScoreMismatch`` when reactions and score differ, a database error when the store cannot be
    ///   read.
    public init(
        _ participant: any Participant, score: Score, broker: any Broker, store: Store,
        configuration: WorkerConfiguration = WorkerConfiguration(), clock: any WorkerClock = SystemClock(),
        logger: Logger
    ) throws {
        let reactions = participant.reactions
        let part = try ScoreMismatch.checkedPart(of: participant.name, reactions: reactions, in: score)
        let (lastSequence, held) = try store.database.read { db in
            (try Outbox.lastSequence(in: db), try Retries.held(in: db))
        }
        let screen = Screen(
            score: score, part: part, reactions: reactions, maximumBodyBytes: configuration.maximumBodyBytes)
        let speaker = Speaker(score: score, part: part, sequence: OutboxSequence(after: lastSequence))
        let timers = reactions.reduce(into: [String: Reaction]()) { table, reaction in
            if case .timer(let name) = reaction.trigger { table[name] = reaction }
        }
        self.store = store
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        relay = Relay(broker: broker, store: store, clock: clock, logger: logger)
        agenda = Agenda(store: store, clock: clock, screen: screen, timers: timers, logger: logger)
        pipeline = Pipeline(
            committer: Committer(store: store, speaker: speaker, retry: configuration.retry, clock: clock),
            relay: relay, agenda: agenda, configuration: configuration,
            asksOutside: reactions.contains { $0.asksOutside }, held: held, logger: logger)
        intake = Intake(
            broker: broker, screen: screen, configuration: configuration, clock: clock, logger: logger)
    }

    /// Works until graceful shutdown or cancellation, then closes the store. Run it once.
    ///
    /// - Throws: ``StoreError`` when the database turns out to be damaged.
    public func run() async throws {
        defer { closeStore() }
        await relay.whenConfirmed { [pipeline] in await pipeline.tidySoon() }
        try await withThrowingTaskGroup { group in
            group.addTask { await self.relay.run() }
            group.addTask { try await self.pipeline.run() }
            group.addTask { await self.agenda.run(into: self.pipeline) }
            group.addTask { await self.intake.run(into: self.pipeline) }
            group.addTask {
                // Returns on graceful shutdown and on cancellation alike.
                try? await gracefulShutdown()
                await self.shutDown()
            }
            defer { group.cancelAll() }
            // Each loop ends in the shutdown, or with an error that ends the others.
            try await group.waitForAll()
        }
    }

    /// How it is at this moment.
    public var health: WorkerHealth {
        get async {
            let (isConsuming, trouble) = await (intake.isConsuming, intake.trouble)
            let (isPublishing, depth) = await (relay.isPublishing, relay.depth)
            let (figures, storeTrouble) = await (pipeline.figures, pipeline.storeTrouble)
            var reasons: [String] = []
            if !isConsuming { reasons.append("not consuming\(trouble.map { ": \($0)" } ?? "")") }
            if !isPublishing { reasons.append("not publishing") }
            if let storeTrouble { reasons.append(storeTrouble) }
            return WorkerHealth(
                isConsuming: isConsuming, isPublishing: isPublishing, outboxDepth: depth, figures: figures,
                reasons: reasons)
        }
    }

    private func closeStore() {
        do {
            try store.close()
        } catch {
            logger.warning("the database was not closed cleanly", metadata: ["error": "\(error)"])
        }
    }

    private func shutDown() async {
        logger.info("shutting down")
        await intake.stop()
        await agenda.finish()
        await beforeDeadline { [pipeline, relay] in
            await pipeline.drained()
            await relay.flushed()
        }
        await pipeline.abandon()
        await pipeline.tidy()
        await pipeline.finish()
        await relay.finish()
        await intake.close()
    }

    /// Waits for `condition`, but no longer than the drain timeout.
    private func beforeDeadline(_ condition: @escaping @Sendable () async -> Void) async {
        let (firstOf, done) = AsyncStream.makeStream(of: Bool.self)
        let waiting = Task {
            await condition()
            done.yield(true)
        }
        let deadline = Task { [clock, configuration] in
            await clock.pause(configuration.drainTimeout)
            if !Task.isCancelled { done.yield(false) }
        }
        for await isDone in firstOf {
            if !isDone { logger.warning("the shutdown's time is up; what is left goes on at the next start") }
            break
        }
        deadline.cancel()
        waiting.cancel()
    }
}
