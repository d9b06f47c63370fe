import Foundation
import GRDB
import Logging
import RabbitMQ

/// Publishes what was said and forgets it only when the broker has confirmed it and routed it.
///
/// Fed from memory; the outbox table is the safety net: it is read at start, after a crash, and when more
/// was said than memory should hold.
actor Relay {
    private let broker: any Broker
    private let store: Store
    private let clock: any WorkerClock
    private let logger: Logger
    private let bell = Doorbell()

    /// How many rows are kept in memory while the broker is away.
    private static let memoryLimit = 4096
    private static let chunk = 256
    private static let overlappingCalls = 8

    private var pending: [OutboxRow] = []
    private var lastTaken: Int64 = 0
    private var tableHasMore = true
    /// How many rows are known to be in the table and were not taken from it yet.
    private var leftInTable = 0
    private var inFlight = 0
    private var calls = 0
    private var confirmed: [Int64] = []
    private var parked = 0
    private var complaints = Complaints()
    private var isLost = false
    private var isFinished = false
    private(set) var isPublishing = false
    private var onConfirmed: @Sendable () async -> Void = {}
    private var flushWaiters: [CheckedContinuation<Void, Never>] = []

    init(broker: any Broker, store: Store, clock: any WorkerClock, logger: Logger) {
        self.broker = broker
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    /// Calls `action` when rows were confirmed that a transaction may delete.
    func whenConfirmed(_ action: @escaping @Sendable () async -> Void) { onConfirmed = action }

    /// How many rows are not confirmed yet, as far as memory knows.
    var depth: Int { pending.count + inFlight + parked + leftInTable }

    /// Whether everything said so far is confirmed (or parked), or nobody is there to confirm it.
    private var isFlushed: Bool { !isPublishing || (pending.isEmpty && inFlight == 0 && !tableHasMore) }

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
                isPublishing = true
                failures = 0
                complaints = Complaints()
                startOver()
                logger.info("publishing")
                await publish(through: publisher)
                isPublishing = false
                resumeFlushWaiters()
            } catch {
                complaints.log("cannot publish yet", error, to: logger)
            }
            guard !isFinished else { return }
            failures += 1
            await clock.pause(RetryPolicy.reconnect.delay(after: failures))
        }
    }

    /// A new connection begins with all that is in the table, what was parked included.
    private func startOver() {
        leftInTable += pending.count + parked
        pending.removeAll()
        parked = 0
        lastTaken = 0
        tableHasMore = true
        isLost = false
        bell.ring()
    }

    private func publish(through publisher: any BrokerPublisher) async {
        // Discarding: a connection lives for months, and each call is a task of the group.
        await withDiscardingTaskGroup { group in
            group.addTask {
                await publisher.ended()
                await self.lost()
            }
            for await _ in bell.rings {
                await refill()
                resumeFlushWaiters()
                while !isLost, calls < Self.overlappingCalls, !pending.isEmpty {
                    let rows = Array(pending.prefix(Self.chunk))
                    pending.removeFirst(rows.count)
                    inFlight += rows.count
                    calls += 1
                    group.addTask {
                        await self.concluded(rows, await publisher.publish(rows.map(\.message)))
                    }
                }
                if isLost { break }
            }
            // Ends the calls in flight and the watch above, whatever ended the loop.
            await publisher.close()
        }
    }

    private func lost() {
        isLost = true
        bell.ring()
    }

    private func refill() async {
        guard tableHasMore, pending.isEmpty else { return }
        do {
            // Rows that are committed while the table is read stay counted, and are looked for again.
            let known = leftInTable
            let (rows, left) = try await store.database.read { [lastTaken] db in
                let rows = try Outbox.rows(after: lastTaken, limit: Self.memoryLimit, in: db)
                let isAll = rows.count < Self.memoryLimit
                return (rows, isAll ? 0 : try Outbox.count(after: rows.last?.sequence ?? lastTaken, in: db))
            }
            // What was confirmed and is not deleted yet need not go out again.
            let done = Set(confirmed)
            pending = rows.filter { !done.contains($0.sequence) }
            lastTaken = rows.last?.sequence ?? lastTaken
            leftInTable += left - known
            tableHasMore = leftInTable > 0
            if tableHasMore { bell.ring() }
        } catch {
            logger.error("the outbox cannot be read", metadata: ["error": "\(error)"])
            isLost = true
        }
    }

    private func concluded(_ rows: [OutboxRow], _ outcomes: [PublishOutcome]) async {
        inFlight -= rows.count
        calls -= 1
        var unsendable: [(OutboxRow, String)] = []
        for (row, outcome) in zip(rows, outcomes) {
            switch outcome {
            case .confirmed: confirmed.append(row.sequence)
            case .returned(let code, let text): unsendable.append((row, "returned: \(code) \(text)"))
            case .refused(let error): unsendable.append((row, "refused: \(error)"))
            case .nacked, .unknown:
                // It is in the table still, and goes out again with the next connection.
                leftInTable += 1
                isLost = true
            }
        }
        for (row, reason) in unsendable { await park(row, reason: reason) }
        bell.ring()
        await onConfirmed()
    }

    private func park(_ row: OutboxRow, reason: String) async {
        parked += 1
        logger.error(
            "an event cannot be sent and is parked",
            metadata: [
                "message.id": "\(row.message.properties.messageID ?? "")",
                "event.type": "\(row.message.routingKey)", "error": "\(reason)",
            ])
        do {
            try await store.database.write { db in try Outbox.park(row.sequence, reason: reason, in: db) }
        } catch {
            logger.error("parking could not be noted", metadata: ["error": "\(error)"])
        }
    }
}
