import Choreography
import Logging
import RabbitMQ

/// The history as it was written, to be published again.
struct HistoryTape: Sendable {
    let configuration: ConnectionConfiguration
    let logger: Logger

    /// Reads on from an event, batch by batch.
    ///
    /// - Parameters:
    ///   - first: its number; it must have been written already, or this waits for it.
    ///   - onBatch: returns whether more is wanted.
    func play(from first: Int64, onBatch: ([Delivery]) async throws -> Bool) async throws {
        let connection = try await Connection.open(configuration, logger: logger)
        do {
            try await withTaskCancellationHandler {
                let consumer = try await connection.consume(
                    queue: Topology.historyQueue, prefetch: 1000,
                    arguments: ["x-stream-offset": .int64(first)])
                while let batch = try await consumer.nextBatch() {
                    guard try await onBatch(batch) else { break }
                    if let last = batch.last {
                        try await consumer.settle([.ack(last.tag, multiple: true)])
                    }
                }
            } onCancel: {
                Task { await connection.close() }
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// The same message once more: same id, same body, same sender; the operator may impersonate anybody.
    static func copy(of delivery: Delivery) -> Message {
        var properties = delivery.properties
        properties.headers["x-stream-offset"] = nil
        return Message(
            exchange: Topology.eventsExchange, routingKey: delivery.routingKey, properties: properties,
            body: delivery.body)
    }
}
