import Choreography
import ChoreographyTesting
import Foundation
import Synchronization
import Testing

@Suite("Retry on the spot", .timeLimit(.minutes(1))) struct RetryCallsTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    let clock = ManualClock(start)
    let notes = Notes()

    /// Fails with these errors one after the other, then answers.
    private func scripted(_ errors: [any Error]) -> @Sendable () async throws -> Int {
        { [notes] in
            let attempt = notes.all.count
            notes.add("attempt \(attempt + 1)")
            if attempt < errors.count { throw errors[attempt] }
            return 7
        }
    }

    private func retry(_ attempts: Int, jitter: Double = 0) -> Retry {
        Retry(
            RetryPolicy(
                maximumAttempts: attempts, firstDelay: .milliseconds(100), multiplier: 3, jitter: jitter),
            clock: clock)
    }

    @Test("transient trouble is waited out, longer each time") func passes() async throws {
        let call = scripted([Failure.down, Unreachable()])
        async let answer = retry(3).call(call)
        try await until("it waits") { clock.deadlines == [Self.start + 0.1] }
        clock.advance(by: .milliseconds(100))
        let second = clock.now() + 0.3
        try await until("it waits longer") { clock.deadlines == [second] }
        #expect(notes.all.count == 2)
        clock.advance(by: .milliseconds(300))
        #expect(try await answer == 7)
        #expect(notes.all.count == 3)
    }

    @Test("when the attempts are used up the last error is thrown as it was") func givesUp() async throws {
        let call = scripted([Failure.down, Failure.transient(.timedOut, "the last")])
        let calling = Task { [retry = retry(2)] in try await retry.call(call) }
        try await until("it waits") { clock.deadlines.count == 1 }
        clock.advance(by: .milliseconds(100))
        let failure = await #expect(throws: Failure.self) { try await calling.value }
        #expect(failure == .transient(.timedOut, "the last"))
    }

    @Test(
        "what is permanent, postponed or cancelled is not tried again",
        arguments: [
            Failure.refused, Failure.postponed(.circuitOpen, "open", until: start), CancellationError(),
            InvalidEvent(field: "loaves", reason: "must be at least 1"),
        ] as [any Error])
    func never(error: any Error) async throws {
        await #expect(throws: (any Error).self) { try await retry(9).call(scripted([error])) }
        #expect(notes.all == ["attempt 1"])
    }

    @Test("cancelled while it waits: no further attempt") func cancellation() async throws {
        let call = scripted([Failure.down])
        let calling = Task { [retry = retry(3)] in try await retry.call(call) }
        try await until("it waits") { clock.deadlines.count == 1 }
        calling.cancel()
        await #expect(throws: CancellationError.self) { try await calling.value }
        #expect(notes.all == ["attempt 1"])
    }

    @Test("a call that fails because its caller was cancelled is not repeated") func cancelledCall() async {
        let calling = Task { [retry = retry(3), notes] in
            try await retry.call {
                notes.add("attempt")
                withUnsafeCurrentTask { $0?.cancel() }
                throw Failure.down
            }
        }
        await #expect(throws: Failure.self) { try await calling.value }
        #expect(notes.all == ["attempt"])
    }

    @Test("waits differ within the jitter") func jitter() async throws {
        let callers = (0..<20).map { _ in
            Task { [retry = retry(2, jitter: 0.5)] in try await retry.call { throw Failure.down } }
        }
        try await until("all wait") { clock.deadlines.count == 20 }
        let waits = clock.deadlines.map { $0.timeIntervalSince(Self.start) }
        #expect(waits.allSatisfy { (0.0499...0.1501).contains($0) })
        #expect(Set(waits).count > 10)
        for caller in callers { caller.cancel() }
    }
}
