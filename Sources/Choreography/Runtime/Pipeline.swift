import Foundation
import GRDB
import Logging
import RabbitMQ

/// Carries events from screening to their transaction and beyond: asks the outside where needed, commits all
/// that is ready in one transaction, acknowledges, and hands what was said to the relay.
actor Pipeline {
    private let committer: Committer
    private let relay: Relay
    private let agenda: Agenda
    private let configuration: WorkerConfiguration
    private let asksOutside: Bool
    private let logger: Logger
    private let bell = Doorbell()

    private var ready: [Work] = []
    private var lanes = Lanes<Work>()
    private var queuedForAnswer: [Work] = []
    private var asking: [Int: Task<Void, Never>] = [:]
    private var lastTask = 0
    private var held: [String: Int]
    private var isCommitting = false
    private var isAbandoned = false
    private var tidying: Task<Void, Never>?
    private var isTidyDue = false
    private var drainWaiters: [CheckedContinuation<Void, Never>] = []
    private(set) var figures = WorkerFigures()
    private(set) var storeTrouble: String?

    init(
        committer: Committer, relay: Relay, agenda: Agenda, configuration: WorkerConfiguration,
        asksOutside: Bool, held: [String: Int], logger: Logger
    ) {
        self.committer = committer
        self.relay = relay
        self.agenda = agenda
        self.configuration = configuration
        self.asksOutside = asksOutside
        self.held = held
        self.logger = logger
    }

    /// Takes works over; they come out of ``run()``'s transactions.
    func accept(_ works: [Work]) {
        for work in works {
            guard asksOutside, !work.key.isEmpty else {
                start(work)
                continue
            }
            if lanes.enter(work, key: work.key) { start(work) }
        }
        bell.ring()
    }

    /// Returns when nothing is in hand any more, in whichever stage.
    func drained() async {
        guard !isIdle else { return }
        await withCheckedContinuation { drainWaiters.append($0) }
    }

    private var isIdle: Bool {
        ready.isEmpty && asking.isEmpty && queuedForAnswer.isEmpty && !isCommitting && lanes.count == 0
    }

    private func resumeDrainWaiters() {
        guard isIdle || isAbandoned else { return }
        for waiter in drainWaiters { waiter.resume() }
        drainWaiters.removeAll()
    }

    private func start(_ work: Work) {
        var work = work
        guard case .ready(let passed, _) = work.standing else {
            ready.append(work)
            return
        }
        if case .delivery = work.source, held[work.key, default: 0] > 0 {
            work.standing = .deferred(passed)
            ready.append(work)
        } else if passed.reaction.asksOutside {
            queuedForAnswer.append(work)
            askNext()
        } else {
            ready.append(work)
        }
    }

    private func askNext() {
        while asking.count < configuration.concurrency, !queuedForAnswer.isEmpty {
            let work = queuedForAnswer.removeFirst()
            lastTask += 1
            let number = lastTask
            asking[number] = Task { self.answered(number, by: await self.ask(for: work)) }
        }
    }

    private func answered(_ number: Int, by work: Work) {
        asking[number] = nil
        guard !isAbandoned else { return }
        ready.append(work)
        askNext()
        bell.ring()
    }

    private nonisolated func ask(for work: Work) async -> Work {
        guard case .ready(let passed, _) = work.standing else { return work }
        var work = work
        do {
            let store = committer.store.database
            let key = MessageKey(work.messageID)
            let isKnown = try await store.read { db in try Inbox.contains(key, in: db) }
            let answer =
                isKnown
                ? nil
                : try await passed.reaction.prepare(
                    passed.event, Preparation(context: passed.context, store: store))
            work.standing = .ready(passed, answer: answer)
        } catch {
            work.standing = .failed(Failure(of: error))
        }
        return work
    }

    /// Gives up what waits for an answer from outside; it is delivered again another time.
    func abandon() {
        isAbandoned = true
        queuedForAnswer.removeAll()
        for task in asking.values { task.cancel() }
        resumeDrainWaiters()
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

    /// The commit loop: ends after ``finish()``, throws when the database is beyond use.
    func run() async throws {
        for await _ in bell.rings {
            repeat { try await commitNext() } while !ready.isEmpty
        }
    }

    private func commitNext() async throws {
        let works = Array(ready.prefix(configuration.maximumBatch))
        guard !works.isEmpty || isTidyDue else { return }
        isTidyDue = false
        ready.removeFirst(works.count)
        isCommitting = true
        let confirmed = await relay.takeConfirmed()
        if !works.isEmpty || !confirmed.isEmpty {
            let result = try await commit(works, confirmed: confirmed)
            await relay.enqueue(result.rows)
            await settle(works, result.outcomes)
            await agenda.finished(works, nextDue: result.nextDue)
        }
        isCommitting = false
        resumeDrainWaiters()
    }

    /// Tries until the database takes it: a full disk or an I/O error acknowledges nothing and loses nothing.
    private func commit(_ works: [Work], confirmed: [Int64]) async throws -> Committer.Result {
        var failures = 0
        while true {
            do {
                let result = try await committer.commit(works, confirmed: confirmed)
                if storeTrouble != nil { logger.info("the database takes events again") }
                storeTrouble = nil
                return result
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
        var tags: [ObjectIdentifier: (Subscription, [UInt64])] = [:]
        for (work, outcome) in zip(works, outcomes) {
            figures.count(outcome)
            note(outcome, of: work)
            if case .delivery(let subscription) = work.source {
                tags[ObjectIdentifier(subscription), default: (subscription, [])].1.append(work.delivery.tag)
            }
        }
        for (subscription, tags) in tags.values { await subscription.acknowledge(tags) }
        for work in works where asksOutside {
            if let next = lanes.leave(key: work.key) { start(next) }
        }
    }

    private func note(_ outcome: Outcome, of work: Work) {
        var metadata: Logger.Metadata = ["message.id": "\(work.messageID)", "order.id": "\(work.key)"]
        switch outcome {
        case .applied, .duplicate:
            if case .retry = work.source { release(work.key) }
            return
        case .deferred(let isNew):
            if isNew { held[work.key, default: 0] += 1 }
        case .retrying(let due, let failure):
            if case .delivery = work.source { held[work.key, default: 0] += 1 }
            metadata["retry.due"] = "\(due)"
            metadata["error"] = "\(failure)"
            logger.warning("failed, will be tried again", metadata: metadata)
        case .dead(let failure):
            if case .retry = work.source { release(work.key) }
            metadata["error"] = "\(failure)"
            metadata["event.type"] = "\(work.delivery.properties.type ?? work.delivery.routingKey)"
            logger.error("dead letter", metadata: metadata)
        case .superseded: break
        }
    }

    private func release(_ key: String) {
        guard let count = held[key] else { return }
        held[key] = count > 1 ? count - 1 : nil
    }
}
