import Choreography
import ChoreographyTesting
import Logging
import RabbitMQ
import Synchronization

/// The real broker behind two proxies, so that the consuming and the publishing connection can be harmed apart.
final class TwoRoads: Broker {
    let consuming: TCPProxy
    let publishing: TCPProxy
    private let consumers: RabbitMQBroker
    private let publishers: RabbitMQBroker
    private let opened = Atomic<Int>(0)

    /// How often a publishing connection was asked for.
    var publishersAskedFor: Int { opened.load(ordering: .relaxed) }

    init(_ configuration: ConnectionConfiguration, logger: Logger) async throws {
        consuming = try await TCPProxy.start(to: configuration.port)
        publishing = try await TCPProxy.start(to: configuration.port)
        func broker(_ port: Int) -> RabbitMQBroker {
            var configuration = configuration
            configuration.port = port
            return RabbitMQBroker(configuration, logger: logger)
        }
        (consumers, publishers) = (broker(consuming.port), broker(publishing.port))
    }

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        try await consumers.openConsumer(queue: queue, prefetch: prefetch)
    }

    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        opened.add(1, ordering: .relaxed)
        return try await publishers.openPublisher(checking: exchanges)
    }
}
