import Choreography
import ChoreographyTesting
import Foundation
import InMemoryLogging
import Logging
import Testing

@Suite("Calls in the log") struct LogCallsTests {
    let clock = ManualClock()
    let handler = InMemoryLogHandler()

    private func call(_ next: @escaping @Sendable () async throws -> Void) async throws {
        var logger = Logger(label: "calls") { _ in handler }
        logger.logLevel = .debug
        try await LogCalls(to: logger, clock: clock).call { [clock] in
            clock.advance(by: .milliseconds(250))
            try await next()
        }
    }

    @Test("success: at debug level, with what was called and how long it took") func success() async throws {
        try await call {}
        let entry = try #require(handler.entries.first)
        #expect(handler.entries.count == 1)
        #expect(entry.level == .debug)
        #expect(entry.message == "call succeeded")
        #expect(
            entry.metadata == [
                "call.kind": "prepare", "call.name": "order.placed", "call.attempt": "2",
                "call.duration": "0.25 seconds", "message.id": "m-1", "order.id": "o-1",
                "event.type": "order.placed",
            ])
    }

    @Test("failure: a warning that names the error") func failure() async throws {
        await #expect(throws: Failure.down) { try await call { throw Failure.down } }
        let entry = try #require(handler.entries.first)
        #expect(entry.level == .warning)
        #expect(entry.message == "call failed")
        #expect(entry.metadata["error.type"] == "outside-unavailable")
        #expect(entry.metadata["error"] == "outside-unavailable: the gateway is down")
        #expect(entry.metadata["call.duration"] == "0.25 seconds")
    }

    @Test("an error that may name a person is not quoted") func personal() async throws {
        await #expect(throws: Unreachable.self) { try await call { throw Unreachable() } }
        let entry = try #require(handler.entries.first)
        #expect(entry.metadata["error.type"] == "ChoreographyTests.Unreachable")
        #expect(!"\(entry.metadata)".contains("zoe"))
    }

    @Test("only put off: no warning, since many may be") func postponed() async throws {
        let later = Failure.postponed(.circuitOpen, "down", until: .distantFuture)
        await #expect(throws: later) { try await call { throw later } }
        #expect(handler.entries.map(\.level) == [.debug])
    }

    @Test("cancelled: no warning") func cancelled() async throws {
        await #expect(throws: CancellationError.self) { try await call { throw CancellationError() } }
        #expect(handler.entries.map(\.level) == [.debug])
    }
}
