import Foundation
import GRDB
import Logging
import RabbitMQ

/// Carries events from screening to their transaction and beyond: asks the outside where needed, commits all
/// that is ready in one transaction, acknowledges, and hands what was said to the relay.
actor Pipeline {
    private nonisolated let thread: any WorkerThread
    private let committer: Committer
    private let reads: SharedReads
    private let relay: Relay
    private let agenda: Agenda
    private let configuration: WorkerConfiguration
    private let asksOutside: Bool
    private let points: CrashPoints
    private let logger: Logger
    /// Nil when nobody listens.
    private var processing: Processing?
    private let bell = Doorbell()

    private var ready: [Work] = []
    private var suspects: [Suspect] = []
    private var isSuspectInHand = false
    /// What came while suspects were waiting or in hand.
    private var behindSuspects: [Work] = []
    private var lanes = Lanes<Work>()
    private var queuedForAnswer: [Work] = []
    /// Questions that have no answer yet, by number; and the tasks of those that have to wait for it.
    private var underWay: Set<Int> = []
    private var asking: [Int: Task<Void, Never>] = [:]
    private var lastQuestion = 0
    private var held: [String: Int]
    private var isCommitting = false
    private var isAbandoned = false
    private var tidying: Task<Void, Never>?
    private var isTidyDue = false
    private var drainWaiters: [CheckedContinuation<Void, Never>] = []
    private var suspectWaiters: [CheckedContinuation<Void, Never>] = []
    private(set) var figures = WorkerFigures()
    private(set) var storeTrouble: String?
    private(set) var pause: Pause?
    private var isPauseTold = false
    private var onPause: @Sendable (Bool) async -> Void = { _ in }

    /// What is asked outside is away, and asking on would only fail.
    struct Pause {
        var until: Date
        var reason: String
    }

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        on thread: any WorkerThread, committer: Committer, relay: Relay, agenda: Agenda,
        configuration: WorkerConfiguration,
        asksOutside: Bool, held: [String: Int], points: CrashPoints, processing: Processing?, logger: Logger
    ) {
        self.thread = thread
        self.committer = committer
        reads = SharedReads(committer.store.database)
        self.relay = relay
        self.agenda = agenda
        self.configuration = configuration
        self.asksOutside = asksOutside
        self.held = held
        self.points = points
        self.processing = processing
        self.logger = logger
    }

    /// Calls `action` with true when consumption shall pause, and with false when it shall go on.
    func whenPaused(_ action: @escaping @Sendable (Bool) async -> Void) { onPause = action }

    /// Takes works over; they come out of ``run()``'s transactions.
    func accept(_ works: [Work]) {
        guard !isAbandoned else { return }
        guard suspects.isEmpty && !isSuspectInHand else {
            behindSuspects += works
            return
        }
        enter(works)
    }

    private func enter(_ works: [Work]) {
        if let processing {
            let now = committer.clock.now()
            for work in works { admit(processing.begin(work, at: now)) }
        } else {
            for work in works { admit(work) }
        }
        bell.ring()
    }

    private func admit(_ work: Work) {
        guard !asksOutside || work.key.isEmpty || lanes.enter(work, key: work.key) else { return }
        start(work)
    }

    /// Takes over what may have killed the process before: each is handled alone, before anything that comes
    /// later.
    func accept(suspects: [Suspect]) {
        self.suspects += suspects
        bell.ring()
    }

    /// When nothing else is in hand, the next suspect; after the last one, what came behind them.
    private func takeSuspect() async throws {
        guard isNothingInHand, isSuspectInHand || !suspects.isEmpty || !behindSuspects.isEmpty else { return }
        while !suspects.isEmpty, !isAbandoned {
            isSuspectInHand = true
            let suspect = suspects.removeFirst()
            let work = try await whenTheDatabaseTakesIt {
                try await Quarantine(store: committer.store, clock: committer.clock).release(suspect)
            }
            guard let work else { continue }
            enter([work])
            return
        }
        isSuspectInHand = false
        resumeSuspectWaiters()
        let works = behindSuspects
        behindSuspects = []
        enter(works)
    }

    /// Returns when no suspect is in hand or waits for its turn.
    func suspectsHandled() async {
        guard !suspects.isEmpty || isSuspectInHand, !isAbandoned else { return }
        await withCheckedContinuation { suspectWaiters.append($0) }
    }

    private func resumeSuspectWaiters() {
        for waiter in suspectWaiters { waiter.resume() }
        suspectWaiters.removeAll()
    }

    /// Returns when nothing is in hand any more, in whichever stage.
    func drained() async {
        guard !isIdle else { return }
        await withCheckedContinuation { drainWaiters.append($0) }
    }

    private var isNothingInHand: Bool {
        ready.isEmpty && underWay.isEmpty && queuedForAnswer.isEmpty && !isCommitting && lanes.count == 0
    }

    private var isIdle: Bool {
        isNothingInHand && suspects.isEmpty && !isSuspectInHand && behindSuspects.isEmpty
    }

    /// Whether nothing is in hand, kept for another try, or due by `horizon`.
    func isAtRest(until horizon: Date) throws -> Bool {
        guard isIdle else { return false }
        return try committer.store.database.read { db in
            guard try Retries.count(in: db) == 0 else { return false }
            return try Timers.next(in: db).map { $0 > horizon } ?? true
        }
    }

    private func resumeDrainWaiters() {
        guard isIdle || isAbandoned else { return }
        for waiter in drainWaiters { waiter.resume() }
        drainWaiters.removeAll()
    }

    /// Puts the work where it goes on; the next round of ``run()`` asks the outside for those that need it.
    private func start(_ work: Work) {
        if case .ready(let passed, _) = work.standing, passed.reaction.asksOutside, !mustWait(work) {
            queuedForAnswer.append(work)
        } else {
            ready.append(work)
        }
    }

    /// Whether an earlier event of the same saga is kept for another try.
    private func mustWait(_ work: Work) -> Bool { work.source.isNew && held[work.key, default: 0] > 0 }

    /// The next to be committed. What has to wait is known only now: those before have all been committed.
    private func takeReady() -> [Work] {
        let works = ready.prefix(configuration.maximumBatch).map { work in
            guard mustWait(work), case .ready(let passed, _) = work.standing else { return work }
            return work.standing(.deferred(passed))
        }
        ready.removeFirst(works.count)
        return works
    }

    private var mayAsk: Bool { !queuedForAnswer.isEmpty && underWay.count < configuration.concurrency }

    /// Asks for as many as may be asked for at once. Each begins here and now: what need not wait for anything has
    /// its answer without a change of threads.
    private func askNext() {
        guard mayAsk else { return }
        reads.together {
            var count = 0
            while count < queuedForAnswer.count, underWay.count < configuration.concurrency {
                begin(queuedForAnswer[count])
                count += 1
            }
            queuedForAnswer.removeFirst(count)
        }
    }

    private func begin(_ work: Work) {
        lastQuestion += 1
        let number = lastQuestion
        underWay.insert(number)
        let asking = Task.immediate { answered(number, by: await ask(for: work)) }
        if underWay.contains(number) { self.asking[number] = asking }
    }

    private func answered(_ number: Int, by work: Work) {
        underWay.remove(number)
        asking[number] = nil
        guard !isAbandoned else { return }
        notePause(work)
        ready.append(work)
        bell.ring()
    }

    /// A postponement begins or prolongs the pause; any answer that comes after its time ends it.
    private func notePause(_ work: Work) {
        switch work.standing {
        case .failed(let failure):
            if let retryAt = failure.retryAt {
                pause = Pause(until: max(retryAt, pause?.until ?? retryAt), reason: failure.message)
            } else if !failure.isTransient {
                endPause()
            }
        // Also when there was nothing to ask for: whoever has begun the pause asks no more.
        case .ready: endPause()
        case .deferred, .due: break
        }
    }

    private func endPause() {
        guard let pause, pause.until.isDue(at: committer.clock.now()) else { return }
        self.pause = nil
        bell.ring()
    }

    private func tellPause() async {
        guard isPauseTold != (pause != nil) else { return }
        isPauseTold.toggle()
        await onPause(isPauseTold)
    }

    private func ask(for work: Work) async -> Work {
        guard case .ready(let passed, _) = work.standing else { return work }
        do {
            let key = MessageKey(work.messageID)
            if try await reads.read({ db in try Inbox.contains(key, in: db) }) { return work }
            points.reached(.asking, work.delivery)
            let answer = try await passed.reaction.prepare(
                passed.event, Preparation(context: passed.context, reads: reads))
            points.reached(.asked, work.delivery)
            return work.standing(.ready(passed, answer: answer))
        } catch {
            return work.standing(.failed(Failure(of: error)))
        }
    }

    /// Gives up what waits for an answer from outside; it is delivered again another time.
    func abandon() {
        isAbandoned = true
        queuedForAnswer.removeAll()
        suspects.removeAll()
        behindSuspects.removeAll()
        for task in asking.values { task.cancel() }
        resumeDrainWaiters()
        resumeSuspectWaiters()
    }

    /// Lets ``run()`` end once what is ready is committed.
    func finish() {
        tidying?.cancel()
        bell.finish()
    }

    /// Deletes confirmed outbox rows a little later, if no event has come by then whose transaction does it.
    func tidySoon() {
        guard tidying == nil else { return }
        tidying = Task {
            await committer.clock.pause(.milliseconds(250))
            if !Task.isCancelled { tidy() }
        }
    }

    /// Deletes confirmed outbox rows now.
    func tidy() {
        tidying?.cancel()
        tidying = nil
        isTidyDue = true
        bell.ring()
    }

    /// Closes the database, on the one thread that may wait until its last readers have ended.
    func closeStore() throws { try committer.store.closeHere() }

    /// The commit loop: ends after ``finish()``, throws when the database is beyond use.
    func run() async throws {
        defer {
            // Whoever waits at the door is told.
            abandon()
            ready.removeAll()
            lanes = Lanes()
        }
        while await bell.isRung() {
            repeat {
                askNext()
                // Before the acknowledgements that would make the broker hand out more.
                await tellPause()
                try await commitNext()
                try await takeSuspect()
            } while !ready.isEmpty || mayAsk
            resumeDrainWaiters()
        }
    }

    private func commitNext() async throws {
        let works = takeReady()
        guard !works.isEmpty || isTidyDue else { return }
        isTidyDue = false
        isCommitting = true
        let confirmed = await relay.takeConfirmed()
        if !works.isEmpty || !confirmed.isEmpty {
            #if MUTANTS
                if Mutant.isOn(.ackBeforeCommit) { await acknowledge(works) }
            #endif
            let result = try await whenTheDatabaseTakesIt {
                try committer.commit(works, confirmed: confirmed)
            }
            for work in works { points.reached(.committed, work.delivery) }
            await relay.enqueue(result.rows)
            await settle(works, result.outcomes)
            await agenda.finished(works, nextDue: result.nextDue)
        }
        isCommitting = false
        resumeDrainWaiters()
    }

    /// Tries until the database takes it: a full disk or an I/O error acknowledges nothing and loses nothing.
    private func whenTheDatabaseTakesIt<Value: Sendable>(
        _ write: () async throws -> Value
    ) async throws -> Value {
        var failures = 0
        while true {
            do {
                let value = try await write()
                if storeTrouble != nil { logger.info("the database takes events again") }
                storeTrouble = nil
                return value
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
            {
                throw StoreError(error, path: committer.store.path)
            } catch {
                try Task.checkCancellation()
                failures += 1
                storeTrouble = "the database cannot commit: \(error)"
                logger.error("the database cannot commit; nothing is lost", metadata: ["error": "\(error)"])
                try await committer.clock.sleep(
                    until: committer.clock.now() + RetryPolicy.reconnect.delay(after: failures) / .seconds(1))
            }
        }
    }

    private func settle(_ works: [Work], _ outcomes: [Outcome]) async {
        let now = processing.map { _ in committer.clock.now() }
        for (work, outcome) in zip(works, outcomes) {
            figures.count(outcome)
            if let now { processing?.end(work, outcome, at: now) }
            note(outcome, of: work)
            if case .door(let call) = work.source { call.answer(outcome) }
        }
        await acknowledge(works)
        for work in works { points.reached(.acknowledged, work.delivery) }
        for work in works where asksOutside {
            if let next = lanes.leave(key: work.key) { start(next) }
        }
    }

    private func acknowledge(_ works: [Work]) async {
        var tags: [ObjectIdentifier: (Subscription, [UInt64])] = [:]
        for work in works {
            guard case .delivery(let subscription) = work.source else { continue }
            tags[ObjectIdentifier(subscription), default: (subscription, [])].1.append(work.delivery.tag)
        }
        for (subscription, tags) in tags.values { await subscription.acknowledge(tags) }
    }

    private func note(_ outcome: Outcome, of work: Work) {
        switch outcome {
        case .applied, .duplicate:
            if case .retry = work.source { release(work.key) }
        case .deferred(let isNew):
            if isNew { held[work.key, default: 0] += 1 }
        case .retrying(let due, let failure):
            if work.source.isNew { held[work.key, default: 0] += 1 }
            logger.warning(
                "failed, will be tried again", metadata: Logger.Metadata(about: work, failure, due: due))
        case .postponed(let due, let failure):
            if work.source.isNew { held[work.key, default: 0] += 1 }
            logger.debug("postponed", metadata: Logger.Metadata(about: work, failure, due: due))
        case .dead where work.source.isDoor: break
        case .dead(let failure):
            if case .retry = work.source { release(work.key) }
            endPause()
            logger.error("dead letter", metadata: Logger.Metadata(about: work, failure))
        case .superseded: break
        }
    }

    private func release(_ key: String) {
        guard let count = held[key] else { return }
        held[key] = count > 1 ? count - 1 : nil
    }
}
