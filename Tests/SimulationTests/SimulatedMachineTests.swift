import Choreography
import Foundation
import Synchronization
import Testing

@testable import ChoreographyTesting

@Suite("The simulated machine", .timeLimit(.minutes(1))) struct SimulatedMachineTests {
    private static let start = Date(timeIntervalSince1970: 0)

    /// Who counted when: three tasks and two actors on threads of their own.
    private static func order(seed: UInt64) async throws -> [String] {
        let machine = SimulatedMachine(seed: seed, startingAt: start)
        let tellers = [Teller(machine.makeThread()), Teller(machine.makeThread())]
        return try await machine.run {
            let told = Told()
            await withTaskGroup { group in
                for task in 1...3 {
                    group.addTask {
                        for number in 1...5 { told.add(await tellers[number % 2].word(task, number)) }
                    }
                }
            }
            return told.words
        }
    }

    private final class Told: Sendable {
        private let list = Mutex<[String]>([])
        var words: [String] { list.withLock(\.self) }
        func add(_ word: String) { list.withLock { $0.append(word) } }
    }

    private actor Teller {
        private nonisolated let thread: any SerialExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        init(_ thread: any SerialExecutor) { self.thread = thread }

        func word(_ task: Int, _ number: Int) -> String { "\(task).\(number)" }
    }

    @Test func `The same seed runs everything in the same order, another seed in another`() async throws {
        let first = try await Self.order(seed: 7)
        for _ in 1...5 { #expect(try await Self.order(seed: 7) == first) }
        var others: Set<[String]> = []
        for seed in UInt64(1)...20 { others.insert(try await Self.order(seed: seed)) }
        #expect(others.count > 10)
        // Whatever the order between them: each task's own words come one after the other.
        for order in others {
            for task in 1...3 {
                let words = order.filter { $0.hasPrefix("\(task).") }
                #expect(words == (1...5).map { "\(task).\($0)" })
            }
        }
    }

    @Test func `Hours pass in no time, and sleepers wake in their order`() async throws {
        let machine = SimulatedMachine(seed: 1, startingAt: Self.start)
        let (woken, end) = try await machine.run {
            let woken = Told()
            await withTaskGroup { group in
                for hour in [3, 1, 2] {
                    group.addTask {
                        try? await machine.clock.sleep(until: Self.start + Double(hour) * 3600)
                        woken.add("\(hour)")
                    }
                }
            }
            return (woken.words, machine.clock.now())
        }
        #expect(woken == ["1", "2", "3"])
        #expect(end == Self.start + 3 * 3600)
        #expect(machine.strays == 0)
    }

    @Test func `What comes back from a real thread is noticed`() async throws {
        let machine = SimulatedMachine(seed: 1, startingAt: Self.start)
        let thread = machine.makeThread()
        _ = try? await machine.run {
            let teller = Teller(thread)
            await withCheckedContinuation { returned in
                let finished = DispatchSemaphore(value: 0)
                Thread.detachNewThread {
                    Task.immediate {
                        _ = await teller.word(1, 1)
                        returned.resume()
                    }
                    finished.signal()
                }
                finished.wait()
            }
        }
        #expect(machine.strays > 0)
    }

    @Test func `Who waits for what never comes is told so`() async {
        let machine = SimulatedMachine(seed: 1, startingAt: Self.start)
        await #expect(throws: SimulationStandstill.idle(Self.start)) {
            try await machine.run { for await _ in AsyncStream<Int>(unfolding: { await Self.never() }) {} }
        }
    }

    private static func never() async -> Int? {
        // Nobody will ever resume it, on purpose.
        await withUnsafeContinuation { _ in }
    }

    @Test func `Cancellation ends a run that would not end by itself`() async {
        let machine = SimulatedMachine(seed: 1, startingAt: Self.start)
        let running = Task {
            try await machine.run {
                while true { try await machine.clock.sleep(until: machine.clock.now() + 1) }
            }
        }
        while machine.jobs < 100 { await Task.yield() }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test func `Outside of its thread Swift's own pool works as ever`() async throws {
        let machine = SimulatedMachine(seed: 1, startingAt: Self.start)
        let sum = try await machine.run {
            await withTaskGroup { group in
                for number in 1...10 { group.addTask { number } }
                return await group.reduce(0, +)
            }
        }
        let jobs = machine.jobs
        let other = await withTaskGroup { group in
            for number in 1...10 { group.addTask { number } }
            return await group.reduce(0, +)
        }
        #expect(sum == 55 && other == 55)
        #expect(machine.jobs == jobs)
    }
}
