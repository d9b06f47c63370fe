public import RabbitMQ

/// What the runtime needs of a broker. Two adapters keep the same contract and pass the same conformance
/// suite: ``RabbitMQBroker`` and the in-memory one of ChoreographyTesting.
public protocol Broker: Sendable {
    /// Where it is, for metrics and traces; nil by default.
    var address: BrokerAddress? { get }

    /// The same broker for somebody who handles deliveries on `executor`: an adapter may hand them over there. By
    /// default itself.
    func consuming(on executor: any SerialExecutor) -> any Broker

    /// Starts to consume a queue with manual acknowledgement.
    ///
    /// - Throws: ``RabbitMQ/AMQPError`` when the queue is missing, may not be read, or the broker is away.
    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer

    /// Opens a way to publish with confirms, after a look whether the exchanges are there.
    ///
    /// - Throws: ``RabbitMQ/AMQPError`` naming the exchange that is missing, or when the broker is away.
    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher
}

extension Broker {
    /// Itself.
    public func consuming(on executor: any SerialExecutor) -> any Broker { self }

    /// Unknown.
    public var address: BrokerAddress? { nil }
}

/// Where a broker is.
public struct BrokerAddress: Sendable, Hashable {
    /// Name or address.
    public let host: String
    /// TCP port.
    public let port: Int

    /// The address of a broker.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// One subscription. It ends with its connection; the runtime opens the next one.
public protocol BrokerConsumer: Sendable {
    /// All that has arrived since the last call; waits while there is nothing.
    ///
    /// - Returns: nil after ``cancel()`` once everything received has been handed out.
    /// - Throws: when the broker cancelled the subscription, or channel or connection ended.
    func nextBatch() async throws(AMQPError) -> [Delivery]?

    /// Settles deliveries of this subscription. A delivery tag that is not open ends it, which
    /// ``nextBatch()`` reports.
    func settle(_ settlements: [Settlement]) async throws(AMQPError)

    /// Asks for no more deliveries; those received stay to be handled and settled.
    func cancel() async throws(AMQPError)

    /// Ends the subscription; what is unsettled goes back to the queue.
    func close() async
}

/// One channel in confirm mode. It ends with its connection, and with a message that the broker takes for an
/// error (no such exchange, no permission, a forged user-id); the runtime opens the next one.
public protocol BrokerPublisher: Sendable {
    /// Publishes and waits for the outcome of each message; calls may overlap. Each call's messages reach a
    /// queue in their order, and outcomes are in the order of the messages.
    func publish(_ messages: [Message]) async -> [PublishOutcome]

    /// Returns when it has ended: by ``close()``, by an error of the broker, with its connection.
    ///
    /// - Parameter whenBlocked: told why the broker takes no messages at present (a memory or disk alarm), and
    ///   nil when it takes them again.
    func ended(whenBlocked: @escaping @concurrent @Sendable (String?) async -> Void) async

    /// Ends it; outstanding messages become `.unknown`.
    func close() async
}
