import Foundation
import GRDB
import Logging
import RabbitMQ

/// Brings timers and retries into the pipeline when they are due. Sleeps until then; polls nothing.
actor Agenda {
    private nonisolated let thread: any WorkerThread
    private let store: Store
    private let clock: any WorkerClock
    private let screen: Screen
    private let timers: [String: Reaction]
    private let logger: Logger
    private let bell = Doorbell()
    /// What was due when a worker that follows a crash started may have been in hand then.
    private let suspectUntil: Date

    private static let batch = 256
    private var wakeAt: Date?
    private var alarm: Task<Void, Never>?
    private var runningTimers: Set<String> = []
    private var runningRetries: Set<Int64> = []
    /// Whether all that is due is to be looked for.
    private var isLookDue = true
    /// Whether the last such look may have left something.
    private var hasMore = false
    /// An event of these sagas is done, so that the next may be due.
    private var freed: Set<String> = []

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        on thread: any WorkerThread, store: Store, clock: any WorkerClock, screen: Screen,
        timers: [String: Reaction], logger: Logger
    ) {
        self.thread = thread
        self.store = store
        self.clock = clock
        self.screen = screen
        self.timers = timers
        self.logger = logger
        suspectUntil = store.followsCrash ? clock.now() : .distantPast
    }

    /// These have been committed, and set something for `nextDue`.
    func finished(_ works: [Work], nextDue: Date?) {
        for work in works {
            switch work.source {
            case .delivery, .door: break
            case .retry(let sequence, let key):
                runningRetries.remove(sequence)
                freed.insert(key)
            case .timer(let timer):
                runningTimers.remove(Self.key(of: timer))
                // It may have been set anew while it was in hand.
                isLookDue = true
            }
        }
        if hasMore, runningRetries.count + runningTimers.count <= Self.batch / 2 { isLookDue = true }
        if isLookDue || !freed.isEmpty { bell.ring() }
        if let nextDue { wake(at: nextDue) }
    }

    /// Lets ``run(into:)`` end.
    func finish() {
        alarm?.cancel()
        bell.finish()
    }

    /// Until ``finish()``.
    func run(into pipeline: Pipeline) async {
        bell.ring()
        var failures = 0
        while await bell.isRung() {
            do {
                let (works, suspects) = try due()
                if !suspects.isEmpty { await pipeline.accept(suspects: suspects) }
                if !works.isEmpty { await pipeline.accept(works) }
                failures = 0
            } catch {
                isLookDue = true
                logger.error("timers and retries cannot be read", metadata: ["error": "\(error)"])
                failures += 1
                wake(at: clock.now() + RetryPolicy.reconnect.delay(after: failures) / .seconds(1))
            }
        }
    }

    private func wake(at due: Date) {
        if let wakeAt, wakeAt <= due { return }
        wakeAt = due
        alarm?.cancel()
        alarm = Task {
            await clock.pause(.seconds(max(0, due.timeIntervalSince(clock.now()))))
            // Then an earlier one has taken its place.
            guard !Task.isCancelled else { return }
            wakeAt = nil
            isLookDue = true
            bell.ring()
        }
    }

    /// What is found in the database.
    private struct Look {
        var timers: [Timers.Due] = []
        var retries: [Retries.Row] = []
        /// When more will be due.
        var next: Date?
    }

    private func look(at now: Date) throws -> Look {
        try store.database.read { db in
            guard isLookDue else {
                let heads = try freed.sorted().compactMap { try Retries.head(of: $0, in: db) }
                return Look(
                    retries: heads.filter { $0.due <= now },
                    next: heads.lazy.map(\.due).filter { $0 > now }.min())
            }
            return Look(
                timers: try Timers.due(at: now, limit: Self.batch, in: db),
                retries: try Retries.due(at: now, limit: Self.batch, in: db),
                next: [try Timers.next(after: now, in: db), try Retries.next(after: now, in: db)]
                    .compactMap(\.self).min())
        }
    }

    /// Looks and takes note in one go: between the two nothing can be committed that makes the look old.
    private func due() throws -> (works: [Work], suspects: [Suspect]) {
        let now = clock.now()
        let look = try look(at: now)
        if isLookDue { hasMore = max(look.timers.count, look.retries.count) == Self.batch }
        isLookDue = false
        freed.removeAll()
        if let next = look.next { wake(at: next) }
        var (works, suspects): ([Work], [Suspect]) = ([], [])
        for timer in look.timers {
            guard let reaction = reaction(to: timer) else { continue }
            if Date(milliseconds: timer.due) <= suspectUntil {
                suspects.append(
                    Suspect(
                        source: .timer(timer), delivery: Self.delivery(of: timer), attempt: timer.attempt
                    ) { Self.work(for: timer, reaction) })
            } else {
                works.append(Self.work(for: timer, reaction))
            }
        }
        for row in look.retries where runningRetries.insert(row.sequence).inserted {
            if row.due <= suspectUntil {
                suspects.append(
                    Suspect(
                        source: row.source, delivery: row.delivery, attempt: row.attempt
                    ) { [screen] in Self.work(for: row, screen, at: now) })
            } else {
                works.append(Self.work(for: row, screen, at: now))
            }
        }
        return (works, suspects)
    }

    /// Nil when nobody knows the timer, or it is in hand already.
    private func reaction(to timer: Timers.Due) -> Reaction? {
        guard let reaction = timers[timer.name] else {
            logger.error(
                "a timer is due that no reaction knows",
                metadata: [
                    "message.id": "\(timer.cause)", "order.id": "\(timer.key)",
                    "event.type": "timer.\(timer.name)",
                ])
            return nil
        }
        return runningTimers.insert(Self.key(of: timer)).inserted ? reaction : nil
    }

    private static func work(for timer: Timers.Due, _ reaction: Reaction) -> Work {
        let context = EventContext(
            messageID: timer.cause, type: EventType(rawValue: "timer.\(timer.name)"),
            correlationID: timer.key, attempt: timer.attempt, traceParent: timer.traceParent)
        return Work(
            source: .timer(timer), delivery: delivery(of: timer), standing: .due(context, reaction),
            attempt: timer.attempt)
    }

    private static func delivery(of timer: Timers.Due) -> Delivery {
        Delivery(
            tag: 0, redelivered: false, exchange: "", routingKey: "timer.\(timer.name)",
            properties: BasicProperties(correlationID: timer.key, messageID: timer.cause), body: [])
    }

    private static func work(for row: Retries.Row, _ screen: Screen, at now: Date) -> Work {
        let standing: Work.Standing =
            switch screen.verdict(on: row.delivery, attempt: row.attempt, at: now) {
            case .passed(let passed): .ready(passed, answer: nil)
            case .dead(let failure), .rejected(let failure): .failed(failure)
            }
        return Work(
            source: row.source, delivery: row.delivery, standing: standing,
            attempt: row.attempt)
    }

    private static func key(of timer: Timers.Due) -> String { "\(timer.name)/\(timer.key)" }
}
