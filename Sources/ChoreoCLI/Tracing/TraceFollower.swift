import ShopSystem

/// Tells an order's story on, as it happens, until the order is at rest.
struct TraceFollower {
    private var search: OrderSearch
    private let surroundings: Surroundings
    private let json: Bool
    private var trace: OrderTrace?
    private var letters: [DeadLetterEntry] = []
    private var letterCounts: [String: Int] = [:]
    private var toldEvents: Set<HistoryEvent> = []
    /// What was missing when it was told last.
    private var toldMissing: [[String?]]?

    /// - Parameter search: what has been read of the history so far.
    init(_ search: OrderSearch, _ surroundings: Surroundings, json: Bool) {
        (self.search, self.surroundings, self.json) = (search, surroundings, json)
    }

    private enum Step: Sendable {
        case events([HistoryEvent])
        case silence
    }

    /// - Parameter reader: gives what is said from now on.
    /// - Returns: the whole trace, at rest.
    mutating func follow(_ reader: HistoryReader) async throws -> OrderTrace {
        try await update(looksAround: true)
        if trace == nil { Terminal.error.line("no event of an order \(search.wanted) so far; waiting") }
        if let trace, trace.progress.isAtRest { return try await end(trace) }
        for try await step in Self.steps(of: reader) {
            if case .events(let events) = step { search.take(events) }
            var isSilent = false
            if case .silence = step { isSilent = true }
            try await update(looksAround: isSilent)
            if let trace, trace.progress.isAtRest { return try await end(trace) }
        }
        // Cancelled, or the connection was closed by somebody else.
        throw CancellationError()
    }

    /// Takes in what has come and tells what is new; in silence also why nothing comes.
    private mutating func update(looksAround: Bool) async throws {
        guard let order = try search.order() else { return }
        let events = search.events(of: order)
        if looksAround { try await readLetters(of: order, events) }
        let isFirst = trace == nil
        let trace = OrderTrace(order: order, events: events, letters: letters)
        self.trace = trace
        if isFirst, !json { Terminal.output.line(Terminal.output.paint("order \(order)", .bold)) }
        try tellEvents(of: trace)
        if looksAround, !trace.progress.isAtRest { try await tellMissing(of: trace) }
    }

    /// Only when their number has changed: each look counts as a delivery.
    private mutating func readLetters(of order: String, _ events: [HistoryEvent]) async throws {
        let counts = try await surroundings.deadLetterCounts()
        guard counts != letterCounts else { return }
        letters = try await surroundings.deadLetters(of: order, Set(events.compactMap(\.messageID)))
        letterCounts = counts
    }

    private mutating func tellEvents(of trace: OrderTrace) throws {
        for row in trace.rows {
            guard case .event(let event, let took, _) = row.content, toldEvents.insert(event).inserted else {
                continue
            }
            Terminal.output.line(json ? try JSONOutput.line(EventLine(event, took: took)) : row.text())
        }
    }

    private mutating func tellMissing(of trace: OrderTrace) async throws {
        let standings = await surroundings.standings(of: Set(trace.progress.owed.map(\.participant)))
        let missing = trace.missing(standings)
        let keys = missing.map(\.key)
        guard keys != toldMissing else { return }
        toldMissing = keys
        try tell(trace, missing)
    }

    private func tell(_ trace: OrderTrace, _ missing: [MissingStep]) throws {
        if json {
            let report = TraceReport(trace, missing: missing, withEvents: false)
            Terminal.output.line(try JSONOutput.line(report))
        } else {
            Terminal.output.write(trace.summary(missing: missing))
        }
    }

    private mutating func end(_ trace: OrderTrace) async throws -> OrderTrace {
        try await readLetters(of: trace.order, trace.events)
        let whole = OrderTrace(order: trace.order, events: trace.events, letters: letters)
        try tell(whole, [])
        return whole
    }

    /// What is said, and every three seconds that time passes.
    private static func steps(of reader: HistoryReader) -> AsyncThrowingStream<Step, any Error> {
        AsyncThrowingStream { continuation in
            let ears = Task {
                do {
                    while let batch = try await reader.nextBatch() { continuation.yield(.events(batch)) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            let clock = Task {
                while (try? await Task.sleep(for: .seconds(3))) != nil { continuation.yield(.silence) }
            }
            continuation.onTermination = { _ in
                ears.cancel()
                clock.cancel()
            }
        }
    }
}
