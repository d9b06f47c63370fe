public import Choreography
public import RabbitMQ

/// The events heard so far, in their order, for whoever waits for some of them.
public actor Chronicle {
    /// All that was heard.
    public private(set) var events: [HistoryEvent] = []
    /// Why nothing more comes, if that is so.
    public private(set) var failure: (any Error)?
    private var lastArrival = ContinuousClock.now
    private var pump: Task<Void, Never>?
    private let onEvent: @Sendable (HistoryEvent) -> Void

    /// - Parameter onEvent: called with each event as it is heard, one after the other.
    public init(onEvent: @escaping @Sendable (HistoryEvent) -> Void = { _ in }) { self.onEvent = onEvent }

    /// Listens until ``close()``.
    ///
    /// - Parameter nextBatch: gives the next events; nil at the end.
    public func listen(_ nextBatch: @escaping @Sendable () async throws -> [HistoryEvent]?) {
        pump = Task { [weak self] in
            do {
                while !Task.isCancelled, let batch = try await nextBatch() { await self?.hear(batch) }
            } catch {
                await self?.fail(error)
            }
        }
    }

    /// Listens to a broker in memory until ``close()``.
    public func listen(to messages: AsyncStream<Message>) {
        pump = Task { [weak self] in
            for await message in messages { await self?.hear([HistoryEvent(message)]) }
        }
    }

    /// Listens no more.
    public func close() { pump?.cancel() }

    /// The events of one order.
    public func events(of order: String) -> [HistoryEvent] { events.filter { $0.orderID == order } }

    /// Waits for an event that has come already or will come.
    public func wait(
        for type: EventType, of order: String, count: Int = 1, timeout: Duration = .seconds(20)
    ) async throws {
        try await waitUntil("\(type) of order \(order)", timeout: timeout) {
            if let failure { throw failure }
            return events.count { $0.type == type.rawValue && $0.orderID == order } >= count
        }
    }

    /// Waits until nothing has come for a while.
    public func waitUntilQuiet(for silence: Duration, timeout: Duration = .seconds(20)) async throws {
        lastArrival = .now
        try await waitUntil("the history has been read", timeout: timeout) {
            if let failure { throw failure }
            return ContinuousClock.now - lastArrival >= silence
        }
    }

    private func hear(_ batch: [HistoryEvent]) {
        lastArrival = .now
        events += batch
        for event in batch { onEvent(event) }
    }

    private func fail(_ error: any Error) { failure = error }
}
