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

    /// Nil where it is somebody else's.
    private let connection: Connection?
    private let consumer: Consumer

    /// Connects as a user that may read the history, which is the operator.
    public init(_ configuration: ConnectionConfiguration, from start: Start, logger: Logger) async throws {
        let connection = try await Connection.open(configuration, logger: logger)
        do {
            consumer = try await Self.consume(over: connection, from: .string(start.rawValue))
        } catch {
            await connection.close()
            throw error
        }
        self.connection = connection
    }

    /// Reads over a connection that stays open when this ends.
    ///
    /// - Parameter offset: a number, or the name of a ``Start``.
    init(over connection: Connection, from offset: FieldValue) async throws {
        consumer = try await Self.consume(over: connection, from: offset)
        self.connection = nil
    }

    private static func consume(
        over connection: Connection, from offset: FieldValue
    ) async throws(AMQPError) -> Consumer {
        try await connection.consume(
            queue: Topology.historyQueue, prefetch: 1000, arguments: ["x-stream-offset": offset])
    }

    /// The events that have come since the last call; nil when the reader was closed.
    public func nextBatch() async throws -> [HistoryEvent]? {
        guard let batch = try await consumer.nextBatch() else { return nil }
        if let last = batch.last { try await consumer.settle([.ack(last.tag, multiple: true)]) }
        return batch.map(HistoryEvent.init)
    }

    /// Ends it.
    public func close() async {
        await consumer.close()
        await connection?.close()
    }
}
