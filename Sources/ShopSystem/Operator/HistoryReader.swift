import Choreography
public import Logging
public import RabbitMQ

/// Reads the stream `history`, which keeps every event; reading takes nothing away.
public final class HistoryReader: Sendable {
    /// Where to begin.
    public enum Start: String, Sendable, CaseIterable {
        /// With the oldest event that is kept.
        case first
        /// With the last block of events that was written.
        case last
        /// With the next event that is said.
        case next
    }

    private let connection: Connection
    private let consumer: Consumer

    /// Connects as a user that may read the history, which is the operator.
    public init(_ configuration: ConnectionConfiguration, from start: Start, logger: Logger) async throws {
        connection = try await Connection.open(configuration, logger: logger)
        do {
            consumer = try await connection.consume(
                queue: Topology.historyQueue, prefetch: 1000,
                arguments: ["x-stream-offset": .string(start.rawValue)])
        } catch {
            await connection.close()
            throw error
        }
    }

    /// The events that have come since the last call; nil when the reader was closed.
    public func nextBatch() async throws -> [HistoryEvent]? {
        guard let batch = try await consumer.nextBatch() else { return nil }
        if let last = batch.last { try await consumer.settle([.ack(last.tag, multiple: true)]) }
        return batch.map(HistoryEvent.init)
    }

    /// Ends it.
    public func close() async { await connection.close() }
}
