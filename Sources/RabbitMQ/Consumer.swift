/// A consumer of one queue, on a channel of its own. Letting go of it closes the channel, and what was not
/// settled goes back to the queue.
public final class Consumer: Sendable {
    private let connection: Connection
    private let channel: UInt16
    private let consumerTag: String
    private let mailbox: Mailbox<Delivery>

    init(_ connection: Connection, _ channel: UInt16, _ consumerTag: String, _ mailbox: Mailbox<Delivery>) {
        self.connection = connection
        self.channel = channel
        self.consumerTag = consumerTag
        self.mailbox = mailbox
    }

    deinit {
        let (channel, mailbox) = (channel, mailbox)
        connection.submit { $0.endConsumer(channel, mailbox) }
    }

    /// Every delivery that has arrived since the last call; waits if there is none.
    ///
    /// `nil` after ``cancel()`` or ``close()`` once all has been handed out, and when the task is cancelled.
    ///
    /// - Throws: ``AMQPError/Code/consumerCancelled`` when the broker ended it, and what ended the channel
    ///   or the connection; always after the deliveries that came before.
    public func nextBatch() async throws(AMQPError) -> [Delivery]? {
        try await mailbox.next().get()
    }

    /// The same batches, as a sequence.
    public var batches: Batches { Batches(consumer: self) }

    /// Settles deliveries of this consumer, all in one go.
    ///
    /// A delivery tag that is not open makes the broker close the channel, which ``nextBatch()`` reports.
    public func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        guard !settlements.isEmpty else { return }
        try await connection.settle(settlements, on: channel, mailbox)
    }

    /// Asks the broker for no more. What has arrived still comes out of ``nextBatch()`` and can be settled.
    public func cancel() async throws(AMQPError) {
        try await connection.cancelConsumer(consumerTag, on: channel, mailbox)
    }

    /// Closes the channel: what was not settled goes back to the queue.
    public func close() async {
        await connection.endConsumer(channel, mailbox)
    }

    /// The batches of a consumer, as a sequence.
    public struct Batches: AsyncSequence, Sendable {
        let consumer: Consumer

        /// An iterator over the batches from now on.
        public func makeAsyncIterator() -> Iterator { Iterator(consumer: consumer) }

        /// Waits for batches.
        public struct Iterator: AsyncIteratorProtocol {
            let consumer: Consumer

            /// The next batch, as ``Consumer/nextBatch()``.
            public mutating func next() async throws(AMQPError) -> [Delivery]? {
                try await consumer.nextBatch()
            }

            /// The next batch, as ``Consumer/nextBatch()``.
            public mutating func next(
                isolation actor: isolated (any Actor)?
            ) async throws(AMQPError) -> [Delivery]? {
                try await consumer.nextBatch()
            }
        }
    }
}

extension Connection {
    /// Consumes a queue on a channel of its own.
    ///
    /// - Parameters:
    ///   - prefetch: How many unsettled deliveries the broker sends at most; zero is no limit.
    ///   - noAck: Deliveries count as settled when they are sent. Nothing then limits what piles up here.
    ///   - exclusive: Whether the queue must have no other consumer.
    public func consume(
        queue: String, prefetch: UInt16, arguments: FieldTable = [:], noAck: Bool = false,
        exclusive: Bool = false
    ) async throws(AMQPError) -> Consumer {
        let channel = try await openChannel()
        let mailbox = Mailbox<Delivery>()
        // Before the request: deliveries may come right behind its answer.
        channel.mailbox = mailbox
        do throws(AMQPError) {
            try await reply(.qos(prefetch: prefetch), on: channel)
            let method = OutboundMethod.consume(
                queue: queue, noAck: noAck, exclusive: exclusive, arguments: arguments)
            guard case .consuming(let tag) = try await reply(method, on: channel) else {
                throw AMQPError(.protocolViolation, "the broker gave an answer of the wrong kind")
            }
            return Consumer(self, channel.number, tag, mailbox)
        } catch {
            end(channel, error)
            throw error
        }
    }

    /// The channel of a consumer, unless its number belongs to another by now.
    private func channel(_ number: UInt16, of mailbox: Mailbox<Delivery>) -> Channel? {
        guard let channel = channels[number], channel.mailbox === mailbox else { return nil }
        return channel
    }

    func settle(
        _ settlements: [Settlement], on number: UInt16, _ mailbox: Mailbox<Delivery>
    ) throws(AMQPError) {
        guard channel(number, of: mailbox) != nil else { throw ending ?? .closed("consumer's channel") }
        try settle(settlements, on: number)
    }

    func cancelConsumer(
        _ tag: String, on number: UInt16, _ mailbox: Mailbox<Delivery>
    ) async throws(AMQPError) {
        guard let channel = channel(number, of: mailbox) else {
            throw ending ?? .closed("consumer's channel")
        }
        try await reply(.cancel(consumerTag: tag), on: channel)
        channel.handOver()
        mailbox.finish(nil)
    }

    func endConsumer(_ number: UInt16, _ mailbox: Mailbox<Delivery>) {
        mailbox.finish(nil)
        if let channel = channel(number, of: mailbox) { end(channel, .closed("consumer")) }
    }
}
