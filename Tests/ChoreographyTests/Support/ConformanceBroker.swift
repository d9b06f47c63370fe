import Choreography
import ChoreographyTesting
import RabbitMQ
import RabbitMQManagement
import Testing

/// Said and heard by itself, so that one broker user can do both ends.
struct EchoSaid: Event {
    static let type: EventType = "echo.said"
    let correlationID: String?
}

/// The other one's.
struct MirrorSaid: Event {
    static let type: EventType = "mirror.said"
    let correlationID: String?
}

extension Score {
    static let echo = Score(
        name: "echo", outside: [],
        parts: [
            Part("echo", [.on(EchoSaid.self, says: [EchoSaid.self])]),
            Part("mirror", [.on(MirrorSaid.self, says: [MirrorSaid.self])]),
        ],
        undoes: [], terminal: [], informational: [])
}

/// An adapter of the broker port with the topology of ``Score/echo``.
struct ConformanceBroker {
    enum Adapter: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case inMemory = "in memory"
        case rabbitMQ = "RabbitMQ"
        var testDescription: String { rawValue }
    }

    /// The broker as a user meets it.
    let broker: @Sendable (_ user: String) throws -> any Broker
    /// How many messages a queue holds. RabbitMQ counts those alone that wait, so ask when nobody consumes.
    let depth: @Sendable (String) async throws -> Int
    /// Ends the connections of user `echo`, as a broker in trouble does.
    let disconnect: @Sendable () async throws -> Void

    static func make(_ adapter: Adapter, deliveryLimit: Int = 200) async throws -> ConformanceBroker {
        var limits = Topology.Limits()
        limits.deliveries = deliveryLimit
        switch adapter {
        case .inMemory:
            let broker = InMemoryBroker(topology: Topology(.echo, limits: limits))
            return ConformanceBroker(
                broker: { broker.connection(as: $0) }, depth: { await broker.depth(of: $0) },
                disconnect: { await broker.disconnectAll() })
        case .rabbitMQ:
            let host = try await SharedNode.prepare(.echo, limits: limits)
            return ConformanceBroker(
                broker: { try host.adapter($0) }, depth: { try await host.depth(of: $0) },
                disconnect: { try await host.management.closeConnections(of: "echo") })
        }
    }

    func consumer(
        of queue: String = "echo", as user: String = "echo", prefetch: Int = 100
    ) async throws -> any BrokerConsumer {
        try await broker(user).openConsumer(queue: queue, prefetch: prefetch)
    }

    func publisher(as user: String = "echo") async throws -> any BrokerPublisher {
        try await broker(user).openPublisher(
            checking: [Topology.eventsExchange, Topology.deadLettersExchange])
    }

    /// Publishes messages on a publisher of their own; what became of them.
    func outcomes(of messages: [Message], as user: String = "echo") async throws -> [PublishOutcome] {
        let publisher = try await publisher(as: user)
        let outcomes = await publisher.publish(messages)
        await publisher.close()
        return outcomes
    }

    /// Publishes bodies to the queue `echo` and expects them to be confirmed.
    func publish(_ bodies: [String]) async throws {
        let outcomes = try await outcomes(of: bodies.map { Self.message($0) })
        #expect(outcomes == bodies.map { _ in .confirmed })
    }

    /// So many deliveries of a queue, which are acknowledged.
    func drain(
        _ queue: String = "echo", _ count: Int, as user: String = "operator"
    ) async throws -> [Delivery] {
        let consumer = try await consumer(of: queue, as: user, prefetch: count)
        let deliveries = try await consumer.take(count)
        try await consumer.settle([.ack(try #require(deliveries.last).tag, multiple: true)])
        await consumer.close()
        try await until("\(queue) is empty") { try await depth(queue) == 0 }
        return deliveries
    }

    static func message(
        _ body: String, to exchange: String = Topology.eventsExchange, key: String = "echo.said",
        headers: FieldTable = ["number": 7, "text": "Zoë"], id: String? = nil, user: String? = nil
    ) -> Message {
        Message(
            exchange: exchange, routingKey: key,
            properties: BasicProperties(
                contentType: "application/json", headers: headers, deliveryMode: .persistent,
                correlationID: "c", messageID: id ?? "m-\(body)", type: "echo.said", userID: user),
            body: Array(body.utf8))
    }
}

extension BrokerConsumer {
    /// So many deliveries, however they are batched; fails when they do not come in time.
    func take(_ count: Int) async throws -> [Delivery] {
        let taking = Task {
            var deliveries: [Delivery] = []
            while deliveries.count < count {
                deliveries += try #require(
                    try await nextBatch(), "\(deliveries.count) of \(count) deliveries")
            }
            return deliveries
        }
        let limit = Task {
            try await Task.sleep(for: .seconds(10))
            taking.cancel()
        }
        defer { limit.cancel() }
        return try await taking.value
    }
}

extension Delivery {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension PublishOutcome {
    /// What made it unknown.
    var unknown: AMQPError.Code? { if case .unknown(let error) = self { error.code } else { nil } }

    /// What made it impossible.
    var refused: AMQPError.Code? { if case .refused(let error) = self { error.code } else { nil } }
}
