import Logging
import RabbitMQ

/// One subscription to the stream, on a connection of its own. Reading takes nothing away.
struct HistorySubscription: Sendable {
    private let connection: Connection
    private let consumer: Consumer

    /// - Parameter position: the place to begin with, or the next one that there is; nil for the first.
    static func open(
        _ configuration: ConnectionConfiguration, at position: Int64?, prefetch: Int, logger: Logger
    ) async throws(AMQPError) -> HistorySubscription {
        let connection = try await Connection.open(configuration, logger: logger)
        do {
            let start = position.map(FieldValue.int64) ?? .string("first")
            let consumer = try await connection.consume(
                queue: Topology.historyQueue, prefetch: UInt16(clamping: max(1, prefetch)),
                arguments: [HistoryScreen.offsetHeader: start])
            return HistorySubscription(connection: connection, consumer: consumer)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// What has come since the last call; nil when it was cancelled.
    func nextBatch() async throws(AMQPError) -> [Delivery]? { try await consumer.nextBatch() }

    /// Lets the broker hand out more; it keeps no account of who has read what.
    func acknowledge(through tag: UInt64) async throws(AMQPError) {
        try await consumer.settle([.ack(tag, multiple: true)])
    }

    /// A place near the end of the stream: of the last block that was written. Nil when nothing comes in this
    /// time, as from a stream that is empty.
    func lookAtHead(within limit: Duration) async throws(AMQPError) -> Int64? {
        let last = try await connection.consume(
            queue: Topology.historyQueue, prefetch: 1000,
            arguments: [HistoryScreen.offsetHeader: .string("last")])
        let timeout = Task {
            try await Task.sleep(for: limit)
            await last.close()
        }
        let batch: [Delivery]?
        do {
            batch = try await last.nextBatch()
        } catch {
            timeout.cancel()
            throw error
        }
        timeout.cancel()
        await last.close()
        return batch?.compactMap { $0.properties.headers[HistoryScreen.offsetHeader]?.integer }.max()
    }

    func close() async { await connection.close() }
}
