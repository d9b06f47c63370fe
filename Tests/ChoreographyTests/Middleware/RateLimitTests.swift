import Choreography
import ChoreographyTesting
import Foundation
import Testing

@Suite("Rate limit", .timeLimit(.minutes(1))) struct RateLimitTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    let clock = ManualClock(start)
    let notes = Notes()

    /// Two a second, one at once.
    private var twice: RateLimit { RateLimit(2, burst: 1, clock: clock) }

    /// Calls one after the other; the first sleeps until there is a token, the others wait behind it.
    private func lineUp(_ count: Int, at limit: RateLimit) async throws -> [Task<Void, any Error>] {
        var callers: [Task<Void, any Error>] = []
        for number in 1...count {
            callers.append(Task { [notes] in try await limit.call { notes.add("\(number)") } })
            try await until("\(number) waits") {
                limit.waiting == number - 1 && clock.deadlines.count == 1
            }
        }
        return callers
    }

    @Test("a burst at once, then an even pace") func pace() async throws {
        let limit = RateLimit(10, per: .seconds(5), burst: 3, clock: clock)
        for _ in 1...3 { try await limit.call {} }
        let callers = try await lineUp(2, at: limit)
        #expect(clock.deadlines == [Self.start + 0.5])
        clock.advance(by: .milliseconds(499))
        #expect(notes.all == [])
        clock.advance(by: .milliseconds(1))
        try await until("the next one waits") { clock.deadlines == [Self.start + 1] }
        #expect(notes.all == ["1"])
        clock.advance(by: .milliseconds(500))
        for caller in callers { try await caller.value }
        clock.advance(by: .seconds(3600))
        for _ in 1...3 { try await limit.call {} }
        _ = try await lineUp(1, at: limit).first?.cancel()
    }

    @Test("whoever came first goes first") func fair() async throws {
        let limit = twice
        try await limit.call {}
        let callers = try await lineUp(8, at: limit)
        for number in 1...8 {
            #expect(notes.all.count == number - 1)
            clock.advance(by: .milliseconds(500))
            try await until("\(number) is through") { notes.all.count == number }
            if number < 8 { try await until("the next one waits") { clock.deadlines.count == 1 } }
        }
        for caller in callers { try await caller.value }
        #expect(notes.all == (1...8).map(String.init))
    }

    @Test("whoever is cancelled leaves the line and uses nothing up", arguments: [1, 3, 5])
    func cancellation(leaver: Int) async throws {
        let limit = twice
        try await limit.call {}
        let callers = try await lineUp(5, at: limit)
        callers[leaver - 1].cancel()
        await #expect(throws: CancellationError.self) { try await callers[leaver - 1].value }
        for through in 1...4 {
            try await until("somebody waits for the token") { clock.deadlines.count == 1 }
            clock.advance(by: .milliseconds(500))
            try await until("\(through) are through") { notes.all.count == through }
        }
        #expect(notes.all == (1...5).filter { $0 != leaver }.map(String.init))
        #expect(clock.now() == Self.start + 2)
        #expect(limit.waiting == 0)
        clock.advance(by: .milliseconds(500))
        try await limit.call {}
    }

    @Test("a caller who was cancelled before it came does not wait") func cancelledBefore() async throws {
        let limit = twice
        try await limit.call {}
        let first = try await lineUp(1, at: limit)
        let late = Task { [notes] in
            withUnsafeCurrentTask { $0?.cancel() }
            do { try await limit.call {} } catch is CancellationError { notes.add("gave up") }
        }
        try await until("it gives up") { notes.all == ["gave up"] }
        try await late.value
        first[0].cancel()
        await #expect(throws: CancellationError.self) { try await first[0].value }
    }

    @Test("what a call throws comes out, and the next one is let in") func failure() async throws {
        let limit = RateLimit(1000, clock: clock)
        for _ in 1...3 {
            let failure = await #expect(throws: Failure.self) {
                try await limit.call { throw Failure.down }
            }
            #expect(failure == .down)
        }
    }
}
