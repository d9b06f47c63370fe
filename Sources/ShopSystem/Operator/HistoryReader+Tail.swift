import RabbitMQ

extension HistoryReader {
    /// The last events of the history, at most `limit`; reads no more than that.
    static func readTail(_ limit: Int, over connection: Connection) async throws -> OldestMessage.Tail {
        let last = try await HistoryReader(
            over: connection, from: .string(HistoryReader.Start.last.rawValue))
        guard let end = try await last.lastOffset() else { return .init(events: [], isWhole: true) }
        let reader = try await HistoryReader(over: connection, from: .int64(max(0, end - Int64(limit) + 1)))
        let events = try await reader.hear(atMost: .seconds(3)) { ($0.last?.offset ?? -1) >= end }
        return .init(events: events, isWhole: events.first?.offset == 0)
    }

    /// The highest number that comes before nothing comes for a moment; nil when nothing comes. Ends the reader.
    ///
    /// Where there is always more to come, what has come by then will do.
    func lastOffset() async throws -> Int64? {
        var quietSince = ContinuousClock.now
        var count = 0
        return try await hear(atMost: .seconds(2)) { events in
            if events.count != count { (count, quietSince) = (events.count, .now) }
            // Nothing in all the time: nothing there. A block begins to come at once.
            return count > 0 && .now - quietSince >= .milliseconds(250)
        }.last?.offset
    }

    /// What comes until `isEnough` or the time is up. Ends the reader.
    private func hear(
        atMost patience: Duration, until isEnough: ([HistoryEvent]) -> Bool
    ) async throws -> [HistoryEvent] {
        let chronicle = Chronicle()
        await chronicle.listen { try await self.nextBatch() }
        do {
            try await waitUntil("enough of the history", timeout: patience) {
                if let failure = await chronicle.failure { throw failure }
                return isEnough(await chronicle.events)
            }
        } catch let error as SystemError where error.code == .timedOut {
            // Then it is what there is.
        } catch {
            await chronicle.close()
            await close()
            throw error
        }
        await chronicle.close()
        await close()
        return await chronicle.events
    }
}
