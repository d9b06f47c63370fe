import Foundation
import GRDB
import Logging
import RabbitMQ

/// Publishes what was said and forgets it only when the broker has confirmed it and routed it.
///
/// Fed from memory; the outbox table is the safety net: it is read at start, after a crash, and when more
/// was said than memory should hold.
actor Relay {
    private nonisolated let thread: any WorkerThread
    private let broker: any Broker
    private let store: Store
    private let clock: any WorkerClock
    private let points: CrashPoints
    private let logger: Logger
    /// Nil when nobody listens.
    private var sending: Sending?
    private let bell = Doorbell()

    /// How many rows are kept in memory while the broker is away.
    private static let memoryLimit = 4096
    private static let chunk = 256
    private static let overlappingCalls = 8

    private var pending: [OutboxRow] = []
    private var lastTaken: Int64 = 0
    private var tableHasMore = true
    /// How many rows are known to be in the table and were not taken from it yet.
    private var leftInTable: Int
    private var inFlight = 0
    private var calls: [Int: Task<Void, Never>] = [:]
    private var lastCall = 0
    private var confirmed: [Int64] = []
    /// How many publications were confirmed since the start.
    private(set) var published = 0
    private var parked = 0
    /// Rows that the broker refused with a nack; they go out again together, after a wait that grows.
    private var heldBack: [OutboxRow] = []
    /// Every row that was refused and has not been confirmed since.
    private var refused: Set<Int64> = []
    private var refusals = 0
    private var nextTry: Task<Void, Never>?
    private var pausing: Task<Void, Never>?
    private var complaints = Complaints()
    /// Why the broker ended the channel, when coming back at once would not help.
    private var objection: AMQPError?
    private var isLost = false
    private var isFinished = false
    private var isConnected = false
    /// Why the broker takes no messages at present.
    private var block: String?
    private var onConfirmed: @Sendable () async -> Void = {}
    private var flushWaiters: [CheckedContinuation<Void, Never>] = []

    /// The worker's own thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter leftovers: how many rows an earlier run has left in the table.
    init(
        on thread: any WorkerThread, broker: any Broker, store: Store, leftovers: Int,
        clock: any WorkerClock,
        points: CrashPoints, sending: Sending? = nil,
        logger: Logger
    ) {
        self.thread = thread
        self.broker = broker
        self.store = store
        leftInTable = leftovers
        self.clock = clock
        self.points = points
        self.sending = sending
        self.logger = logger
    }

    /// Calls `action` when rows were confirmed that a transaction may delete.
    func whenConfirmed(_ action: @escaping @Sendable () async -> Void) { onConfirmed = action }

    /// How many rows are not confirmed yet, as far as memory knows.
    var depth: Int { pending.count + heldBack.count + inFlight + parked + leftInTable }

    /// Whether there is a connection and the broker takes what is published.
    var isPublishing: Bool { isConnected && block == nil && refused.isEmpty }

    /// Why it is not publishing, as far as is known.
    var trouble: String? {
        guard isConnected else { return complaints.last }
        if let block { return "the broker blocks publishing: \(block)" }
        guard !refused.isEmpty else { return nil }
        return "the broker refused \(refused.count) events (nack), perhaps since a queue is full; "
            + "they are tried again until it takes them"
    }

    /// Whether everything said so far is confirmed (or parked), or nobody is there to confirm it.
    private var isFlushed: Bool {
        !isConnected || (pending.isEmpty && heldBack.isEmpty && inFlight == 0 && !tableHasMore)
    }

    /// Rows of a transaction that has just been committed.
    func enqueue(_ rows: [OutboxRow]) {
        guard !rows.isEmpty else { return }
        if tableHasMore || pending.count + rows.count > Self.memoryLimit {
            tableHasMore = true
            leftInTable += rows.count
        } else {
            pending += rows
            lastTaken = rows.last?.sequence ?? lastTaken
        }
        bell.ring()
    }

    /// Confirmed rows, for the next transaction to delete.
    func takeConfirmed() -> [Int64] {
        defer { confirmed.removeAll(keepingCapacity: true) }
        return confirmed
    }

    /// Returns when everything said so far is confirmed or parked, or when there is no connection to wait for:
    /// what is in the table goes out at the next start.
    func flushed() async {
        guard !isFlushed, !isFinished else { return }
        await withCheckedContinuation { flushWaiters.append($0) }
    }

    private func resumeFlushWaiters() {
        guard isFlushed || isFinished else { return }
        for waiter in flushWaiters { waiter.resume() }
        flushWaiters.removeAll()
    }

    /// Lets ``run()`` end; what is not confirmed goes out at the next start.
    func finish() {
        isFinished = true
        nextTry?.cancel()
        pausing?.cancel()
        bell.finish()
        resumeFlushWaiters()
    }

    /// Publishes until ``finish()`` or cancellation; reconnects for ever.
    func run() async {
        var failures = 0
        while !Task.isCancelled && !isFinished {
            do {
                let publisher = try await broker.openPublisher(
                    checking: [Topology.eventsExchange, Topology.deadLettersExchange])
                isConnected = true
                startOver()
                logger.info("publishing")
                try await publish(through: publisher)
                failures = 0
                complaints = Complaints()
            } catch {
                complaints.log("cannot publish yet", error, to: logger)
            }
            isConnected = false
            resumeFlushWaiters()
            guard !isFinished else { return }
            failures += 1
            await pause(RetryPolicy.reconnect.delay(after: failures))
        }
    }

    /// Waits; ``finish()`` and cancellation cut it short.
    private func pause(_ delay: Duration) async {
        let pause = Task { [clock] in await clock.pause(delay) }
        pausing = pause
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            pause.cancel()
        }
    }

    /// A new connection begins with all that is in the table, what was parked or refused included.
    private func startOver() {
        leftInTable += pending.count + heldBack.count + parked
        pending.removeAll()
        heldBack.removeAll()
        nextTry?.cancel()
        nextTry = nil
        objection = nil
        block = nil
        parked = 0
        lastTaken = 0
        tableHasMore = true
        #if MUTANTS
            if Mutant.isOn(.outboxNotReread) { (tableHasMore, leftInTable) = (false, 0) }
        #endif
        isLost = false
        bell.ring()
    }

    /// Until the connection is lost or ``finish()`` is called.
    ///
    /// - Throws: what the broker objected to, when it ended the channel for what was published.
    private func publish(through publisher: any BrokerPublisher) async throws(AMQPError) {
        let watch = Task {
            await publisher.ended { await self.blocked($0) }
            lost()
        }
        while await bell.isRung() {
            refill()
            resumeFlushWaiters()
            while !isLost, calls.count < Self.overlappingCalls, heldBack.count < Self.memoryLimit,
                !pending.isEmpty
            {
                let rows = Array(pending.prefix(Self.chunk))
                pending.removeFirst(rows.count)
                inFlight += rows.count
                lastCall += 1
                calls[lastCall] = Task(executorPreference: thread) { [call = lastCall] in
                    await self.call(call, sending: rows, through: publisher)
                }
            }
            if isLost { break }
        }
        // Ends the calls in flight and the watch above, whatever ended the loop.
        await publisher.close()
        watch.cancel()
        await watch.value
        for call in calls.values { await call.value }
        if let objection { throw objection }
    }

    private func call(_ number: Int, sending rows: [OutboxRow], through publisher: any BrokerPublisher) async
    {
        #if MUTANTS
            if Mutant.isOn(.outboxRowDeletedFirst) { store.delete(rows) }
        #endif
        points.reached(.publishing, rows)
        let outcomes = await send(rows.map(\.message), through: publisher)
        points.reached(.confirmed, rows)
        await concluded(rows, outcomes)
        calls[number] = nil
        bell.ring()
    }

    private func send(_ messages: [Message], through publisher: any BrokerPublisher) async -> [PublishOutcome]
    {
        #if MUTANTS
            let messages = Mutant.isOn(.noMandatory) ? messages.map(\.notMandatory) : messages
        #endif
        guard let begun = sending?.begin(messages, at: clock.now()) else {
            return await publisher.publish(messages)
        }
        let outcomes = await publisher.publish(begun.messages)
        sending?.end(begun, outcomes, at: clock.now())
        return outcomes
    }

    private func blocked(_ reason: String?) { block = reason }

    private func lost() {
        isLost = true
        bell.ring()
    }

    private func refill() {
        guard tableHasMore, pending.isEmpty else { return }
        do {
            let (rows, left) = try store.database.read { [lastTaken] db in
                let rows = try Outbox.rows(after: lastTaken, limit: Self.memoryLimit, in: db)
                let isAll = rows.count < Self.memoryLimit
                return (rows, isAll ? 0 : try Outbox.count(after: rows.last?.sequence ?? lastTaken, in: db))
            }
            // What was confirmed and is not deleted yet need not go out again.
            let done = Set(confirmed)
            pending = rows.filter { !done.contains($0.sequence) }
            lastTaken = rows.last?.sequence ?? lastTaken
            leftInTable = left
            tableHasMore = leftInTable > 0
            if tableHasMore { bell.ring() }
        } catch {
            logger.error("the outbox cannot be read", metadata: ["error": "\(error)"])
            isLost = true
        }
    }

    private func concluded(_ rows: [OutboxRow], _ outcomes: [PublishOutcome]) async {
        inFlight -= rows.count
        var unsendable: [(OutboxRow, String)] = []
        for (row, outcome) in zip(rows, outcomes) {
            switch outcome {
            case .confirmed:
                confirmed.append(row.sequence)
                published += 1
                refused.remove(row.sequence)
            #if MUTANTS
                case .returned where Mutant.isOn(.returnTakenForConfirm): confirmed.append(row.sequence)
            #endif
            case .returned(let code, let text): unsendable.append((row, "returned: \(code) \(text)"))
            case .refused(let error): unsendable.append((row, "refused: \(error)"))
            case .nacked:
                heldBack.append(row)
                refused.insert(row.sequence)
            case .unknown(let error):
                // It is in the table still, and goes out again with the next connection.
                leftInTable += 1
                let helpsAtOnce = error.isTransient && error.code != .timedOut
                if !helpsAtOnce, error.code != .alreadyClosed { objection = objection ?? error }
                isLost = true
            }
        }
        for (row, reason) in unsendable {
            refused.remove(row.sequence)
            park(row, reason: reason)
        }
        if refused.isEmpty { refusals = 0 }
        if !heldBack.isEmpty { tryAgainLater() }
        await onConfirmed()
    }

    /// Lets what was refused out again after a while; the rest flows meanwhile.
    private func tryAgainLater() {
        guard nextTry == nil else { return }
        refusals += 1
        let delay = RetryPolicy.reconnect.delay(after: refusals)
        logger.log(
            level: refusals == 1 ? .warning : .debug, "the broker refuses events",
            metadata: ["error": "\(trouble ?? "")", "retry.in": "\(delay)"])
        nextTry = Task { [clock] in
            await clock.pause(delay)
            guard !Task.isCancelled else { return }
            nextTry = nil
            pending.insert(contentsOf: heldBack.sorted { $0.sequence < $1.sequence }, at: 0)
            heldBack.removeAll()
            bell.ring()
        }
    }

    private func park(_ row: OutboxRow, reason: String) {
        parked += 1
        logger.error(
            "an event cannot be sent and is parked",
            metadata: Logger.Metadata(about: row).merging(["error": "\(reason)"]) { $1 })
        do {
            try store.database.write { db in try Outbox.park(row.sequence, reason: reason, in: db) }
        } catch {
            logger.error("parking could not be noted", metadata: Logger.Metadata(about: row, error: error))
        }
    }
}
