import ChoreographyTesting
import Foundation
import Logging
import RabbitMQ

/// One private broker for all tests of the process that do not harm it. Its watcher ends it when the
/// process ends.
enum SharedBroker {
    private static let started = Task { try await privateBroker("shared") }

    private static let startedFragile = Task { try await privateBroker("fragile") }

    /// Another one, for tests that kill and freeze it one after the other and leave it running.
    static var fragile: PrivateBroker {
        get async throws { try await startedFragile.value }
    }

    static var broker: PrivateBroker {
        get async throws { try await started.value }
    }

    static func privateBroker(_ name: String, _ configuration: [String] = []) async throws -> PrivateBroker {
        let folder = FileManager.default.temporaryDirectory.path + "/rabbitmq-tests-\(getpid())-\(name)"
        return try await PrivateBroker.start(
            in: folder, extraConfiguration: configuration, logger: quietLogger)
    }

    static func connect(heartbeat: Duration = .seconds(15)) async throws -> Connection {
        try await broker.connect(heartbeat: heartbeat)
    }
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension PrivateBroker {
    nonisolated func configuration() throws -> ConnectionConfiguration {
        try ConnectionConfiguration(url: amqpURL())
    }

    nonisolated func connect(
        heartbeat: Duration = .seconds(15), confirmTimeout: Duration = .seconds(30)
    ) async throws -> Connection {
        var configuration = try configuration()
        (configuration.heartbeat, configuration.confirmTimeout) = (heartbeat, confirmTimeout)
        return try await Connection.open(configuration, logger: quietLogger)
    }
}

/// A connection with a classic queue of its own that goes away with the connection.
struct Bench {
    let connection: Connection
    let queue: String

    init(
        _ broker: PrivateBroker? = nil, heartbeat: Duration = .seconds(15),
        confirmTimeout: Duration = .seconds(30)
    ) async throws {
        let broker = if let broker { broker } else { try await SharedBroker.broker }
        connection = try await broker.connect(heartbeat: heartbeat, confirmTimeout: confirmTimeout)
        queue = try await connection.declareQueue("", durable: false, exclusive: true).name
    }

    func message(_ body: [UInt8] = [], id: String? = nil, headers: FieldTable = [:]) -> Message {
        Message(
            exchange: "", routingKey: queue, properties: BasicProperties(headers: headers, messageID: id),
            body: body)
    }

    func publish(_ messages: [Message]) async throws -> [PublishOutcome] {
        let publisher = try await connection.makePublisher()
        return await publisher.publish(messages)
    }
}

/// Takes deliveries until there are as many as wanted.
func collect(_ count: Int, from consumer: Consumer) async throws -> [Delivery] {
    var deliveries: [Delivery] = []
    while deliveries.count < count, let batch = try await consumer.nextBatch() { deliveries += batch }
    return deliveries
}

/// Waits for a condition.
func eventually(_ limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
