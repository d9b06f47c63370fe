public import Logging
public import RabbitMQ

/// The real broker. Consumer and publisher have a connection each, so that a publisher that the broker
/// holds back (memory or disk alarm) never keeps deliveries from being acknowledged; for the same reason a publisher
/// always has its own thread.
public struct RabbitMQBroker: Broker {
    private let configuration: ConnectionConfiguration
    private let logger: Logger
    /// Where consumers' connections live; nil: each on its own thread.
    private var consumersThread: SerialThread?

    /// Connects when asked to, with `configuration`; the connections' names get the role appended.
    public init(_ configuration: ConnectionConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Consumers' connections read and acknowledge on the worker's own thread: no change of threads for a batch.
    public func consuming(on executor: any SerialExecutor) -> any Broker {
        var broker = self
        broker.consumersThread = executor as? SerialThread
        return broker
    }

    /// As it was configured.
    public var address: BrokerAddress? { BrokerAddress(host: configuration.host, port: configuration.port) }

    /// A new connection with one consumer.
    public func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        let connection = try await open(role: "consumer", on: consumersThread)
        do {
            let consumer = try await connection.consume(queue: queue, prefetch: UInt16(clamping: prefetch))
            return RabbitMQConsumer(connection: connection, consumer: consumer)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// A new connection with one publisher.
    public func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        let connection = try await open(role: "publisher", on: nil)
        do {
            for exchange in exchanges { try await connection.declareExchange(exchange, passive: true) }
            return RabbitMQPublisher(
                connection: connection, publisher: try await connection.makePublisher())
        } catch {
            await connection.close()
            throw error
        }
    }

    private func open(role: String, on thread: SerialThread?) async throws(AMQPError) -> Connection {
        var configuration = configuration
        configuration.name = [configuration.name, role].compactMap(\.self).joined(separator: " ")
        return try await Connection.open(configuration, on: thread, logger: logger)
    }
}

private struct RabbitMQConsumer: BrokerConsumer {
    let connection: Connection
    let consumer: Consumer

    func nextBatch() async throws(AMQPError) -> [Delivery]? { try await consumer.nextBatch() }
    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        try await consumer.settle(settlements)
    }
    func cancel() async throws(AMQPError) { try await consumer.cancel() }
    func close() async { await connection.close() }
}

private struct RabbitMQPublisher: BrokerPublisher {
    let connection: Connection
    let publisher: Publisher

    func publish(_ messages: [Message]) async -> [PublishOutcome] {
        let outcomes = await publisher.publish(messages)
        // A refusal closes the channel alone; without it the connection is of no use, and this has ended.
        if outcomes.contains(where: { if case .unknown = $0 { true } else { false } }) { await close() }
        return outcomes
    }

    func ended(whenBlocked: @escaping @concurrent @Sendable (String?) async -> Void) async {
        for await notice in connection.notices {
            switch notice {
            case .blocked(let reason): await whenBlocked(reason)
            case .unblocked: await whenBlocked(nil)
            case .closed: return
            }
        }
    }

    func close() async { await connection.close() }
}
