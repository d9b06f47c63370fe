import Logging
import RabbitMQ

/// What the desk needs of a broker.
protocol DeadLetterAccess: Sendable {
    /// The next message of a queue and how many are left behind it; nil when it is empty. It is held until it is
    /// settled.
    func get(queue: String) async throws -> (delivery: Delivery, remaining: Int)?

    /// Publishes, and waits for the confirm.
    func publish(_ message: Message) async -> PublishOutcome

    /// Settles messages that ``get(queue:)`` has returned.
    func settle(_ settlements: [Settlement]) async throws

    /// Ends it; what is held goes back.
    func close() async
}

/// The real broker, over one connection.
struct RabbitMQDeadLetters: DeadLetterAccess {
    private let connection: Connection
    private let publisher: Publisher

    init(_ configuration: ConnectionConfiguration, logger: Logger) async throws {
        connection = try await Connection.open(configuration, logger: logger)
        do {
            publisher = try await connection.makePublisher()
        } catch {
            await connection.close()
            throw error
        }
    }

    func get(queue: String) async throws -> (delivery: Delivery, remaining: Int)? {
        try await connection.get(queue: queue).map { ($0.delivery, Int($0.remaining)) }
    }

    func publish(_ message: Message) async -> PublishOutcome { await publisher.publish([message])[0] }

    func settle(_ settlements: [Settlement]) async throws { try await connection.settle(settlements) }

    func close() async { await connection.close() }
}
