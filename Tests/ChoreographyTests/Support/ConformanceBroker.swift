import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import RabbitMQManagement
import Testing

/// Said and heard by itself, so that one broker user can do both ends.
struct EchoSaid: Event {
    static let type: EventType = "echo.said"
    let correlationID: String?
}

extension Score {
    static let echo = Score(
        name: "echo", outside: [], parts: [Part("echo", [.on(EchoSaid.self, says: [EchoSaid.self])])],
        undoes: [], terminal: [], informational: [])
}

/// An adapter of the broker port with the topology of ``Score/echo``.
struct ConformanceBroker {
    enum Adapter: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case inMemory = "in memory"
        case rabbitMQ = "RabbitMQ"
        var testDescription: String { rawValue }
    }

    let broker: any Broker
    /// How many messages a queue holds, delivered and unsettled ones included.
    let depth: @Sendable (String) async throws -> Int

    static func make(_ adapter: Adapter) async throws -> ConformanceBroker {
        switch adapter {
        case .inMemory:
            let broker = InMemoryBroker(topology: Topology(.echo))
            return ConformanceBroker(broker: broker) { await broker.depth(of: $0) }
        case .rabbitMQ:
            return try await onRabbitMQ()
        }
    }

    /// A virtual host of its own on a private node that all tests of the process share.
    private static func onRabbitMQ() async throws -> ConformanceBroker {
        let node = try await node.value
        let topology = Topology(.echo, virtualHost: "echo-\(UUID().uuidString)")
        let management = try ManagementClient(
            url: node.managementURL.replacing(
                "http://", with: "http://\(node.administratorUser):\(node.administratorPassword)@"))
        try #require(try await management.apply(topology, passwords: ["echo": "secret"]).isEmpty)
        let url = node.amqpURL(user: "echo", password: "secret", vhost: topology.virtualHost)
        return ConformanceBroker(
            broker: RabbitMQBroker(try ConnectionConfiguration(url: url), logger: quiet)
        ) { name in
            let url = node.amqpURL(vhost: topology.virtualHost)
            let connection = try await Connection.open(ConnectionConfiguration(url: url), logger: quiet)
            let state = try await connection.declareQueue(name, passive: true)
            await connection.close()
            return Int(state.messages)
        }
    }

    private static let node = Task {
        try await PrivateBroker.start(
            in: FileManager.default.temporaryDirectory.path + "/conformance-\(UUID().uuidString)",
            logger: quiet)
    }

    func consumer(prefetch: Int = 100) async throws -> any BrokerConsumer {
        try await broker.openConsumer(queue: "echo", prefetch: prefetch)
    }

    /// Publishes bodies to the queue `echo` and expects them to be confirmed.
    func publish(_ bodies: [String]) async throws {
        let publisher = try await broker.openPublisher(checking: [Topology.eventsExchange])
        let outcomes = await publisher.publish(bodies.map { Self.message($0) })
        #expect(outcomes == bodies.map { _ in .confirmed })
        await publisher.close()
    }

    static func message(
        _ body: String, to exchange: String = Topology.eventsExchange, key: String = "echo.said"
    ) -> Message {
        Message(
            exchange: exchange, routingKey: key,
            properties: BasicProperties(
                contentType: "application/json", headers: ["number": 7, "text": "Zoë"],
                deliveryMode: .persistent, correlationID: "c", messageID: "m-\(body)", type: "echo.said"),
            body: Array(body.utf8))
    }
}

extension BrokerConsumer {
    /// So many deliveries, however they are batched.
    func take(_ count: Int) async throws -> [Delivery] {
        var deliveries: [Delivery] = []
        while deliveries.count < count { deliveries += try #require(try await nextBatch()) }
        return deliveries
    }
}
