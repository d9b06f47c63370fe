import Choreography
import ChoreographyTesting
import Foundation
import Testing

@Suite("Circuit breaker", .timeLimit(.minutes(1))) struct CircuitBreakerTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    let clock = ManualClock(start)
    let breaker: CircuitBreaker
    let notes = Notes()

    init() { breaker = CircuitBreaker("oven", failureThreshold: 2, clock: clock) }

    @discardableResult
    private func fail(with error: any Error) async -> (any Error)? {
        do {
            try await breaker.call { [notes] in
                notes.add("asked")
                throw error
            }
            return nil
        } catch {
            return error
        }
    }

    @Test("the failure that opens it is put off and names the cause; what follows is not even asked")
    func opens() async throws {
        #expect(await fail(with: Failure.down) as? Failure == .down)
        let opening = Failure.postponed(
            .circuitOpen,
            "the oven is not asked until 2027-01-15T08:00:30.000Z; "
                + "it failed with outside-unavailable: the gateway is down", until: Self.start + 30)
        #expect(await fail(with: Failure.down) as? Failure == opening)
        #expect(opening.isTransient)
        #expect(opening.retryAt == Self.start + 30)
        clock.advance(by: .seconds(29))
        #expect(await fail(with: Failure.down) as? Failure == opening)
        #expect(notes.all.count == 2)
    }

    @Test("a probe that fails loses no attempt either; one that succeeds lets the others through")
    func probe() async throws {
        for _ in 1...2 { await fail(with: Failure.down) }
        clock.advance(by: .seconds(30))
        let again = await fail(with: Unreachable()) as? Failure
        #expect(again?.retryAt == Self.start + 60)
        #expect(again?.message.contains("Unreachable") == true)
        #expect(again?.message.contains("zoe") == false)
        clock.advance(by: .seconds(30))
        #expect(try await breaker.call { 7 } == 7)
        #expect(await fail(with: Failure.down) as? Failure == .down)
    }

    @Test("while the probe is out the others come again in a second") func others() async throws {
        for _ in 1...2 { await fail(with: Failure.down) }
        clock.advance(by: .seconds(30))
        let gate = Gate()
        async let probe: Void = breaker.call { [notes] in
            notes.add("probe")
            await gate.pass()
        }
        try await until("the probe is out") { notes.all.last == "probe" }
        #expect((await fail(with: Failure.down) as? Failure)?.retryAt == Self.start + 31)
        gate.open()
        try await probe
        #expect(try await breaker.call { 7 } == 7)
    }

    @Test(
        "an answer in the negative is an answer",
        arguments: [Failure.refused, InvalidEvent(field: nil, reason: "no")] as [any Error])
    func permanent(error: any Error) async throws {
        await fail(with: Failure.down)
        await fail(with: error)
        #expect(await fail(with: Failure.down) as? Failure == .down)
    }

    @Test(
        "cancelled and postponed calls count as nothing and come out as they were",
        arguments: [CancellationError(), Failure.postponed("busy", "later", until: start + 5)] as [any Error])
    func neutral(error: any Error) async throws {
        await fail(with: Failure.down)
        let thrown = await fail(with: error)
        #expect(thrown is CancellationError || thrown as? Failure == error as? Failure)
        #expect((await fail(with: Failure.down) as? Failure)?.kind == .circuitOpen)
    }

    @Test("a probe whose caller was cancelled leaves the way to the next") func cancelledProbe() async throws
    {
        for _ in 1...2 { await fail(with: Failure.down) }
        clock.advance(by: .seconds(30))
        await fail(with: CancellationError())
        #expect(try await breaker.call { 7 } == 7)
    }

    @Test("unless told otherwise: 5 failures, 30 seconds") func defaults() async throws {
        let breaker = CircuitBreaker("oven", clock: clock)
        for number in 1...5 {
            let failure = await #expect(throws: Failure.self) {
                try await breaker.call { throw Failure.down }
            }
            #expect(failure?.retryAt == (number < 5 ? nil : Self.start + 30))
        }
    }

    @Test("with the timeout inside, calls that hang open it too") func hanging() async throws {
        let layers: [any Middleware] = [breaker, Timeout(.seconds(10), clock: clock)]
        let gate = Gate()
        for number in 1...2 {
            let calling = Task { try await layers.call { await gate.pass() } }
            try await until("the deadline is set") { clock.deadlines.count == 1 }
            clock.advance(by: .seconds(10))
            let failure = await #expect(throws: Failure.self) { try await calling.value }
            #expect(failure?.kind == (number < 2 ? .timedOut : .circuitOpen))
        }
        gate.open()
    }
}
