import Foundation
import GRDB
public import Logging
import RabbitMQ
public import ServiceLifecycle

/// Runs one participant: consumes its queue, applies each event once, publishes what it says.
///
/// A `Service`: a graceful shutdown stops consuming, finishes and commits what is in hand, flushes the outbox
/// until ``WorkerConfiguration/drainTimeout``, and returns; cancellation ends it at once. What was not finished
/// is delivered again.
public final class Worker: Service {
    /// All that a delivery goes through runs here, from the first look to the acknowledgement, the wait for the disk
    /// included: a change of threads would cost more than most steps.
    private let thread: any WorkerThread
    let intake: Intake
    let pipeline: Pipeline
    let screen: Screen
    let relay: Relay
    private let agenda: Agenda
    private let sweep: InboxSweep
    /// Keeps the participant's projections up to date while the worker runs; rebuilds them, tells their lag.
    public let projector: Projector
    let store: Store
    let configuration: WorkerConfiguration
    let clock: any WorkerClock
    private let logger: Logger

    /// Checks the participant against its part in the score.
    ///
    /// - Throws: ``ScoreMismatch`` when reactions and score differ, ``InvalidConfiguration`` when the
    ///   retentions do not fit, a database error when the store cannot be read.
    public convenience init(
        _ participant: any Participant, score: Score, broker: any Broker, store: Store,
        configuration: WorkerConfiguration = WorkerConfiguration(), clock: any WorkerClock = SystemClock(),
        logger: Logger
    ) throws {
        try self.init(
            participant, score: score, broker: broker, store: store, configuration: configuration,
            clock: clock, points: .none, logger: logger)
    }

    /// As ``init(_:score:broker:store:configuration:clock:logger:)``; `points` tells each step of each delivery, and
    /// `thread` is where all of it happens, a new one by default.
    package init(
        _ participant: any Participant, score: Score, broker: any Broker, store: Store,
        configuration: WorkerConfiguration = WorkerConfiguration(), clock: any WorkerClock = SystemClock(),
        points: CrashPoints, telemetry: Telemetry = .installed, thread: (any WorkerThread)? = nil,
        logger: Logger
    ) throws {
        try configuration.validate()
        let reactions = participant.reactions
        let part = try ScoreMismatch.checkedPart(of: participant.name, reactions: reactions, in: score)
        #if MUTANTS
            try store.database.write { db in
                if Mutant.isOn(.retryInMemory) { try db.execute(sql: "DELETE FROM retries") }
                if Mutant.isOn(.timersInMemory) { try db.execute(sql: "DELETE FROM timers") }
            }
        #endif
        let (lastSequence, left, held) = try store.database.read { db in
            (try Outbox.lastSequence(in: db), try Outbox.count(after: 0, in: db), try Retries.held(in: db))
        }
        screen = Screen(
            score: score, part: part, reactions: reactions, configuration: configuration)
        let speaker = Speaker(score: score, part: part, sequence: OutboxSequence(after: lastSequence))
        let timers = reactions.reduce(into: [String: Reaction]()) { table, reaction in
            if case .timer(let name) = reaction.trigger { table[name] = reaction }
        }
        self.store = store
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        let thread = try thread ?? SerialThread()
        self.thread = thread
        let broker = broker.consuming(on: thread)
        relay = Relay(
            on: thread, broker: broker, store: store, leftovers: left, clock: clock, points: points,
            sending: Sending(telemetry, at: broker.address), logger: logger)
        agenda = Agenda(
            on: thread, store: store, clock: clock, screen: screen, timers: timers, logger: logger)
        pipeline = Pipeline(
            on: thread,
            committer: Committer(
                store: store, speaker: speaker, retry: configuration.retry, clock: clock, points: points),
            relay: relay, agenda: agenda, configuration: configuration,
            asksOutside: reactions.contains { $0.asksOutside }, held: held, points: points,
            processing: Processing(
                telemetry, queue: part.name, types: part.hears.map { $0.type }, at: broker.address),
            logger: logger)
        intake = Intake(
            on: thread, broker: broker, screen: screen, configuration: configuration, clock: clock,
            points: points, consumed: telemetry.consumedMessages(from: part.name, at: broker.address),
            suspectsRedelivered: store.followsCrash, logger: logger)
        projector = Projector(
            participant.projections, in: store.database, clock: clock, logger: logger)
        sweep = InboxSweep(
            on: thread, store: store, retention: configuration.inboxRetention, clock: clock, logger: logger)
    }

    deinit { (thread as? SerialThread)?.stop() }

    /// Works until graceful shutdown or cancellation, then closes the store. Run it once.
    ///
    /// - Throws: ``StoreError`` when the database turns out to be damaged.
    public func run() async throws {
        do {
            try await work()
        } catch {
            await closeStore()
            throw error
        }
        await closeStore()
    }

    private func work() async throws {
        await relay.whenConfirmed { [pipeline] in await pipeline.tidySoon() }
        await pipeline.whenPaused { [intake] isPaused in
            if isPaused { await intake.pause() } else { await intake.resume() }
        }
        try await withThrowingTaskGroup { group in
            group.addTask(executorPreference: thread) { await self.relay.run() }
            group.addTask(executorPreference: thread) { try await self.pipeline.run() }
            group.addTask(executorPreference: thread) { await self.agenda.run(into: self.pipeline) }
            group.addTask(executorPreference: thread) { await self.intake.run(into: self.pipeline) }
            group.addTask { await self.projector.run() }
            let sweeping = Task { [sweep] in await sweep.run() }
            defer { sweeping.cancel() }
            group.addTask {
                do {
                    try await gracefulShutdown()
                    await self.shutDown()
                } catch {
                    // Cancelled: nobody has the time to finish what is in hand.
                    await self.end()
                }
            }
            defer { group.cancelAll() }
            // Each loop ends in the shutdown, or with an error that ends the others: at once, while waitForAll()
            // would wait for them first.
            for try await _ in group {}
        }
    }

    private func closeStore() async {
        do {
            try await pipeline.closeStore()
        } catch {
            logger.warning("the database was not closed cleanly", metadata: ["error": "\(error)"])
        }
    }

    private func shutDown() async {
        logger.info("shutting down")
        await beforeDeadline(configuration.drainTimeout) { [intake, agenda, pipeline, relay] in
            await intake.stop()
            await agenda.finish()
            await pipeline.drained()
            await relay.flushed()
        }
        await end()
    }

    private func end() async {
        await intake.abandon()
        await agenda.finish()
        await pipeline.abandon()
        await pipeline.tidy()
        await pipeline.finish()
        await projector.finish()
        await relay.finish()
        await intake.close()
    }

    /// Waits for `condition`, but no longer than that.
    private func beforeDeadline(
        _ limit: Duration, _ condition: @escaping @Sendable () async -> Void
    ) async {
        let (firstOf, done) = AsyncStream.makeStream(of: Bool.self)
        let waiting = Task {
            await condition()
            done.yield(true)
        }
        let deadline = Task { [clock] in
            await clock.pause(limit)
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

/// A worker's thread: all of its actors live there, and its loops prefer it, so that they go on there at once,
/// whatever they wait for. Without the preference Swift resumes a task on a thread of its pool first, which then
/// wakes this one.
package typealias WorkerThread = SerialExecutor & TaskExecutor
