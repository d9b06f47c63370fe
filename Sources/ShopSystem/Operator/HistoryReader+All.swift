public import Logging
public import RabbitMQ

extension HistoryReader {
    /// Every event that the history holds at the moment.
    ///
    /// A stream does not tell where it ends, and the broker's count of it lags behind by seconds: so the last
    /// block is looked at first, for the number that has to be reached.
    ///
    /// - Parameter onRead: called with the number of events read so far.
    public static func readAll(
        _ configuration: ConnectionConfiguration, logger: Logger, onRead: @escaping @Sendable (Int) -> Void
    ) async throws -> [HistoryEvent] {
        var events: [HistoryEvent] = []
        try await readAll(configuration, logger: logger) { batch, count in
            events += batch
            onRead(count)
        }
        return events
    }

    /// As above, batch by batch, for a history that is too long to be held.
    ///
    /// - Parameters:
    ///   - onBatch: called with the next events, and the number of all events so far.
    ///   - atEnd: called with the reader once all that there was has been read; what is said later comes next.
    public static func readAll(
        _ configuration: ConnectionConfiguration, logger: Logger,
        onBatch: ([HistoryEvent], Int) async throws -> Void,
        atEnd: (HistoryReader) async throws -> Void = { _ in }
    ) async throws {
        let end = try await lastOffset(configuration, logger: logger) ?? -1
        let reader = try await HistoryReader(configuration, from: .first, logger: logger)
        var (last, count): (Int64, Int) = (-1, 0)
        do {
            while last < end, let batch = try await reader.nextBatch() {
                last = batch.last?.offset ?? last
                count += batch.count
                try await onBatch(batch, count)
            }
            try await atEnd(reader)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }

    /// The highest number in the last block; nil when nothing is there.
    static func lastOffset(
        _ configuration: ConnectionConfiguration, logger: Logger
    ) async throws -> Int64? {
        try await HistoryReader(configuration, from: .last, logger: logger).lastOffset()
    }
}
