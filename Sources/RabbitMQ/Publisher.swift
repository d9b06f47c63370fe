internal import Synchronization

/// A publisher: a channel in confirm mode. Letting go of it closes the channel.
///
/// A message that the broker takes for an error, such as one to an exchange that does not exist, closes
/// the channel: everything open on it is ``PublishOutcome/unknown(_:)``, and so is all that follows.
/// Make a new publisher then.
public final class Publisher: Sendable {
    private let connection: Connection
    private let channel: UInt16
    private let identity: Identity

    /// Tells a channel from a later one of the same number, and remembers why it ended.
    final class Identity: Sendable {
        let ending = Mutex<AMQPError?>(nil)
    }

    init(_ connection: Connection, _ channel: UInt16, _ identity: Identity) {
        self.connection = connection
        self.channel = channel
        self.identity = identity
    }

    deinit {
        let (channel, identity) = (channel, identity)
        connection.submit { $0.endPublisher(channel, identity) }
    }

    /// Publishes messages and waits until each has its outcome; outcomes are in the order of the messages.
    ///
    /// Several calls may be under way at once, and are sent in the order in which they were made. Waits
    /// while the broker blocks publishing, also when the task is cancelled: closing the connection or
    /// the publisher ends it, and so does a broker that confirms nothing for
    /// ``ConnectionConfiguration/confirmTimeout`` without blocking. A mandatory message should carry a
    /// message id that no other open message has: without one, a return goes to the first open message of
    /// the same exchange and routing key.
    public func publish(_ messages: [Message]) async -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let (channel, identity) = (channel, identity)
            connection.submit { $0.publish(messages, on: channel, identity, continuation) }
        }
    }

    /// Closes the channel. What is open becomes ``PublishOutcome/unknown(_:)``.
    public func close() async {
        await connection.endPublisher(channel, identity)
    }
}

extension Connection {
    /// Opens a channel in confirm mode.
    public func makePublisher() async throws(AMQPError) -> Publisher {
        let channel = try await openChannel()
        let identity = Publisher.Identity()
        channel.publisher = identity
        do throws(AMQPError) { try await reply(.confirmSelect, on: channel) } catch {
            end(channel, error)
            throw error
        }
        return Publisher(self, channel.number, identity)
    }

    func publish(
        _ messages: [Message], on number: UInt16, _ identity: Publisher.Identity,
        _ continuation: CheckedContinuation<[PublishOutcome], Never>
    ) {
        let batch = PublishBatch(messages, channel: number, continuation)
        guard let channel = channels[number], channel.publisher === identity, channel.ending == nil else {
            batch.abandon(ending ?? identity.ending.withLock { $0 } ?? .closed("publisher"))
            return
        }
        outgoing.append(batch)
    }

    func endPublisher(_ number: UInt16, _ identity: Publisher.Identity) {
        guard let channel = channels[number], channel.publisher === identity else { return }
        end(channel, .closed("publisher"))
    }
}
