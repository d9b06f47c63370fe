import Choreography
public import Logging
public import RabbitMQ
import ShopEvents

/// Looks through dead-letter queues and gives messages back to where they failed.
///
/// What was looked at is not acknowledged: it goes back, in its order, when the desk is closed.
public final class DeadLetterDesk: Sendable {
    private let connection: Connection
    private let publisher: Publisher

    /// Connects as a user that may read the queues and write the default exchange, which is the operator.
    public init(_ configuration: ConnectionConfiguration, logger: Logger) async throws {
        connection = try await Connection.open(configuration, logger: logger)
        do {
            publisher = try await connection.makePublisher()
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Every dead letter of these participants, oldest first; they are held until the desk is closed.
    ///
    /// - Parameter onRead: called with the number read so far.
    public func read(
        participants: [String], limit: Int = .max, onRead: (Int) -> Void = { _ in }
    ) async throws -> [DeadLetterEntry] {
        var entries: [DeadLetterEntry] = []
        for participant in participants {
            let queue = Topology.deadLetterQueue(of: participant)
            // What comes in while we read is left for the next time.
            var left = Int(try await connection.declareQueue(queue, passive: true).messages)
            while left > 0, entries.count < limit, let (delivery, _) = try await connection.get(queue: queue)
            {
                entries.append(DeadLetterEntry(participant: participant, delivery: delivery))
                left -= 1
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
        let outcome = await publisher.publish([message])[0]
        if outcome == .confirmed {
            await afterConfirm()
            try await connection.settle([.ack(entry.delivery.tag)])
        }
        return outcome
    }

    /// Ends it; what was read and not replayed goes back.
    public func close() async { await connection.close() }
}
