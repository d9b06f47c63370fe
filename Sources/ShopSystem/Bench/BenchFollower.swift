import Choreography
import Logging
import RabbitMQ

/// Hears the events that end orders, over a queue of its own that vanishes with it.
///
/// Not the history: a stream hands out its messages in blocks, some time after they came.
struct BenchFollower: Sendable {
    private let connection: Connection
    private let consumer: Consumer

    /// Returns when every event from now on is heard.
    ///
    /// - Parameter access: how the operator logs in.
    static func open(
        _ access: ConnectionConfiguration, hearing events: Set<String>, logger: Logger
    ) async throws -> BenchFollower {
        let connection = try await Connection.open(access, logger: logger)
        do {
            let queue = try await connection.declareQueue(
                "", durable: false, exclusive: true, autoDelete: true
            ).name
            for event in events {
                try await connection.bindQueue(queue, exchange: Topology.eventsExchange, routingKey: event)
            }
            let consumer = try await connection.consume(queue: queue, prefetch: 0, noAck: true)
            return BenchFollower(connection: connection, consumer: consumer)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Returns when the task is cancelled.
    func follow(into ledger: BenchLedger) async throws {
        while let batch = try await consumer.nextBatch() { ledger.hear(batch, at: .now) }
    }

    func close() async { await connection.close() }
}
