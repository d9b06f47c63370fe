import Choreography
import ChoreographyTesting
import Foundation
import Testing

@Suite("Timeout", .timeLimit(.minutes(1))) struct TimeoutTests {
    let clock = ManualClock()
    let timeout: Timeout
    let gate = Gate()
    let notes = Notes()

    init() { timeout = Timeout(.seconds(10), clock: clock) }

    @Test("in time: the answer, and nobody is left asleep") func inTime() async throws {
        #expect(try await timeout.call { 7 } == 7)
        let failure = await #expect(throws: Failure.self) {
            try await timeout.call { throw Failure.refused }
        }
        #expect(failure == .refused)
        clock.advance(by: .seconds(10))
        try await until("nobody sleeps") { clock.deadlines.isEmpty }
    }

    @Test("one sleeper watches over all calls") func oneSleeper() async throws {
        let ends = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask { [timeout, gate] in
                    do {
                        try await timeout.call { if number % 2 == 0 { await gate.pass() } }
                        return "answered"
                    } catch let failure as Failure { return failure.kind.rawValue }
                }
            }
            var ends: [String] = []
            while ends.count < 50, let end = try await group.next() { ends.append(end) }
            try await until("somebody sleeps") { clock.deadlines.count == 1 }
            clock.advance(by: .seconds(10))
            for try await end in group { ends.append(end) }
            return ends
        }
        #expect(ends.prefix(50).allSatisfy { $0 == "answered" })
        #expect(ends.dropFirst(50).allSatisfy { $0 == Failure.Kind.timedOut.rawValue })
        gate.open()
        try await until("nobody sleeps") { clock.deadlines.isEmpty }
    }

    @Test("a call that heeds no cancellation is left behind at the deadline") func straggler() async throws {
        let calling = Task { [timeout, gate, notes] in
            try await timeout.call {
                await gate.pass()
                notes.add(Task.isCancelled ? "cancelled" : "not cancelled")
            }
        }
        try await until("the deadline is set") { clock.deadlines == [clock.now() + 10] }
        clock.advance(by: .milliseconds(9999))
        #expect(clock.deadlines.count == 1)
        clock.advance(by: .milliseconds(1))
        let failure = await #expect(throws: Failure.self) { try await calling.value }
        #expect(failure == .transient(.timedOut, "prepare of order.placed took longer than 10.0 seconds"))
        #expect(notes.all == [])
        gate.open()
        try await until("the straggler ends") { notes.all == ["cancelled"] }
    }

    @Test("the deadline counts from the call's beginning, however late anybody goes to sleep")
    func beginning() async throws {
        let failure = await #expect(throws: Failure.self) {
            try await timeout.call { [clock, gate] in
                clock.advance(by: .seconds(10))
                await gate.pass()
            }
        }
        #expect(failure?.kind == .timedOut)
        gate.open()
    }

    @Test("cancelling the caller cancels the call and returns at once") func cancellation() async throws {
        let calling = Task { [timeout, gate, notes] in
            try await timeout.call {
                await gate.pass()
                notes.add(Task.isCancelled ? "cancelled" : "not cancelled")
            }
        }
        try await until("the call is made") { clock.deadlines.count == 1 }
        calling.cancel()
        await #expect(throws: CancellationError.self) { try await calling.value }
        gate.open()
        try await until("the call has seen it") { notes.all == ["cancelled"] }
        clock.advance(by: .seconds(10))
        try await until("nobody sleeps") { clock.deadlines.isEmpty }
    }

    @Test("a caller that is cancelled already makes no call") func cancelledBefore() async {
        let calling = Task { [timeout, notes] in
            withUnsafeCurrentTask { $0?.cancel() }
            try await timeout.call { notes.add("called") }
        }
        await #expect(throws: CancellationError.self) { try await calling.value }
        #expect(notes.all == [])
    }

    @TaskLocal static var saga = ""

    @Test("the call sees its caller's task-local values") func taskLocals() async throws {
        let seen = try await Self.$saga.withValue("o-1") { try await timeout.call { Self.saga } }
        #expect(seen == "o-1")
    }
}
