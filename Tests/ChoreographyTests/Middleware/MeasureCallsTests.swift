import Choreography
import ChoreographyTesting
import Metrics
import MetricsTestKit
import Testing

@Suite("Calls in the metrics") struct MeasureCallsTests {
    let clock = ManualClock()
    let metrics = TestMetrics()
    let measure: MeasureCalls

    init() { measure = MeasureCalls(factory: metrics, clock: clock) }

    private func call(_ error: (any Error)? = nil) async throws {
        try await measure.call { [clock] in
            clock.advance(by: .milliseconds(250))
            if let error { throw error }
        }
    }

    private func timer(_ error: String) throws -> TestTimer {
        try metrics.expectTimer(
            "choreography.call.duration",
            [("call.kind", "prepare"), ("call.name", "order.placed"), ("error.type", error)])
    }

    @Test("one timer for what succeeds, one for each kind of error") func timers() async throws {
        for _ in 1...2 { try await call() }
        await #expect(throws: Failure.down) { try await call(Failure.down) }
        await #expect(throws: Unreachable.self) { try await call(Unreachable()) }
        await #expect(throws: CancellationError.self) { try await call(CancellationError()) }
        #expect(try timer("").values == [250_000_000, 250_000_000])
        for error in ["outside-unavailable", "ChoreographyTests.Unreachable", "cancelled"] {
            #expect(try timer(error).values == [250_000_000])
        }
        #expect(metrics.timers.count == 4)
    }

    @Test("a clock that is set back measures nothing, rather than less") func clockSetBack() async throws {
        try await measure.call { [clock] in clock.advance(by: .seconds(-5)) }
        #expect(try timer("").values == [0])
    }
}
