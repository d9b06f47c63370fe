import Foundation
import GRDB
import Logging
import RabbitMQ

/// Brings timers and retries into the pipeline when they are due. Sleeps until then; polls nothing.
actor Agenda {
    private nonisolated let thread: SerialThread
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
    /// What has been handled since the tables were looked at: what was found there of it is old.
    private var handledTimers: Set<String> = []
    private var handledRetries: Set<Int64> = []

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        on thread: SerialThread, store: Store, clock: any WorkerClock, screen: Screen,
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
        var hasMore = false
        for work in works {
            switch work.source {
            case .delivery, .door: continue
            case .retry(let sequence):
                runningRetries.remove(sequence)
                handledRetries.insert(sequence)
            case .timer(let timer):
                runningTimers.remove(Self.key(of: timer))
                handledTimers.insert(Self.key(of: timer))
            }
            hasMore = true
        }
        if hasMore { bell.ring() } else if let nextDue { wake(at: nextDue) }
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
                let (works, suspects) = try await due()
                if !suspects.isEmpty { await pipeline.accept(suspects: suspects) }
                if !works.isEmpty { await pipeline.accept(works) }
                if runningTimers.isEmpty && runningRetries.isEmpty, let next = try await nextDue() {
                    wake(at: next)
                }
                failures = 0
            } catch is CancellationError {
                return
            } catch {
                logger.error("timers and retries cannot be read", metadata: ["error": "\(error)"])
                failures += 1
                wake(at: clock.now() + RetryPolicy.reconnect.delay(after: failures) / .seconds(1))
            }
        }
    }

    private func wake(at due: Date) {
        if let wakeAt, wakeAt <= due, wakeAt > clock.now() { return }
        wakeAt = due
        alarm?.cancel()
        alarm = Task { [clock, bell] in
            await clock.pause(.seconds(max(0, due.timeIntervalSince(clock.now()))))
            if !Task.isCancelled { bell.ring() }
        }
    }

    private func nextDue() async throws -> Date? {
        try await store.database.read { db in
            [try Timers.next(in: db), try Retries.next(in: db)].compactMap(\.self).min()
        }
    }

    private func due() async throws -> (works: [Work], suspects: [Suspect]) {
        let now = clock.now()
        handledTimers.removeAll()
        handledRetries.removeAll()
        let (timers, retries) = try await store.database.read { db in
            (
                try Timers.due(at: now, limit: Self.batch, in: db),
                try Retries.due(at: now, limit: Self.batch, in: db)
            )
        }
        var (works, suspects): ([Work], [Suspect]) = ([], [])
        for timer in timers where !handledTimers.contains(Self.key(of: timer)) {
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
        for row in retries
        where !handledRetries.contains(row.sequence) && runningRetries.insert(row.sequence).inserted {
            if row.due <= suspectUntil {
                suspects.append(
                    Suspect(
                        source: .retry(sequence: row.sequence), delivery: row.delivery, attempt: row.attempt
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
            source: .retry(sequence: row.sequence), delivery: row.delivery, standing: standing,
            attempt: row.attempt)
    }

    private static func key(of timer: Timers.Due) -> String { "\(timer.name)/\(timer.key)" }
}
