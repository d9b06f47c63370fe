import Choreography
public import Logging
public import RabbitMQ
import ShopEvents
import Synchronization

/// Looks through dead-letter queues and gives messages back to where they failed.
///
/// What was looked at is not acknowledged: it goes back, in its order, when the desk is closed.
public final class DeadLetterDesk: Sendable {
    private let access: any DeadLetterAccess
    /// Delivery tags of what was read and not settled.
    private let held = Mutex<Set<UInt64>>([])

    /// Connects as a user that may read the queues and write the default exchange, which is the operator.
    public init(_ configuration: ConnectionConfiguration, logger: Logger) async throws {
        access = try await RabbitMQDeadLetters(configuration, logger: logger)
    }

    /// A desk at some other broker.
    init(_ access: any DeadLetterAccess) { self.access = access }

    /// Every dead letter of these participants, oldest first; they are held until the desk is closed.
    ///
    /// - Parameter onRead: called with the number read so far.
    public func read(
        participants: [String], limit: Int = .max, onRead: (Int) -> Void = { _ in }
    ) async throws -> [DeadLetterEntry] {
        var entries: [DeadLetterEntry] = []
        for participant in participants {
            let queue = Topology.deadLetterQueue(of: participant)
            // What comes in while we read is left for the next time. The first answer tells how many there are,
            // also right after ``release()``, when the broker's own count lags behind.
            var left: Int?
            while left != 0, entries.count < limit,
                let (delivery, remaining) = try await access.get(queue: queue)
            {
                left = (left ?? remaining + 1) - 1
                _ = held.withLock { $0.insert(delivery.tag) }
                entries.append(DeadLetterEntry(participant: participant, delivery: delivery))
                onRead(entries.count)
            }
        }
        return entries
    }

    /// Publishes the message to the queue it failed in, and takes the dead letter away once the broker has
    /// confirmed that.
    ///
    /// Should this process end between the two, the dead letter is still there, and replaying it again changes
    /// nothing: the message id is the same.
    ///
    /// - Parameters:
    ///   - edited: What to publish in its place, see ``DeadLetterEntry/edited(body:)``; as it was by default.
    ///   - afterConfirm: called between the two.
    /// - Returns: the outcome; unless it is `.confirmed` the dead letter stays. `.refused` when nobody vouches
    ///   for what it claims to be.
    public func replay(
        _ entry: DeadLetterEntry, as edited: Message? = nil, afterConfirm: @Sendable () async -> Void = {}
    ) async throws -> PublishOutcome {
        if edited == nil, let refusal = entry.refusal { return refusal }
        let message = try edited ?? entry.replay()
        #if MUTANTS
            if Mutant.isOn(.replayAckedFirst) { try await discard([entry]) }
        #endif
        let outcome = await access.publish(message)
        if outcome == .confirmed {
            await afterConfirm()
            try await discard([entry])
        }
        return outcome
    }

    /// Takes dead letters away for good; the broker knows when the desk has been closed.
    public func discard(_ entries: [DeadLetterEntry]) async throws {
        let tags = entries.map(\.delivery.tag)
        held.withLock { $0.subtract(tags) }
        try await access.settle(tags.map { .ack($0) })
    }

    /// Puts back a dead letter that was discarded, as it was.
    ///
    /// - Returns: the outcome; it is in its queue if that is `.confirmed`.
    public func restore(_ record: DeadLetterRecord) async throws -> PublishOutcome {
        await access.publish(try record.message())
    }

    /// Gives back all that was read and neither replayed nor discarded, in its order;
    /// ``read(participants:limit:onRead:)`` finds it again.
    public func release() async throws {
        // One by one: what the broker takes back by itself, or at a stroke, it sorts by the tag as a text.
        let tags = held.withLock { held in
            defer { held = [] }
            return held.sorted()
        }
        guard !tags.isEmpty else { return }
        try await access.settle(tags.map { .nack($0, requeue: true) })
    }

    /// Ends it; what was read and neither replayed nor discarded goes back, in its order.
    public func close() async {
        // Over a connection that was lost there is nothing to say: the broker has taken everything back.
        try? await release()
        await access.close()
    }
}
