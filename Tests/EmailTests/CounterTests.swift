import Foundation
import Synchronization
import Testing

@testable import Email

@Suite("What takes in mails")
struct CounterTests {
    @Test("Nobody is forgotten who comes as the others are taken away")
    func nobodyForgotten() async throws {
        let (rounds, counter) = Self.counter()
        // Not in a group: whoever is forgotten never ends.
        for sender in 0..<8 {
            Task { for round in 0..<2_000 { _ = await counter.handIn(sender * 2_000 + round) } }
        }
        // Among many other tests it takes long: somebody is forgotten only if nothing goes on any more.
        var (known, since) = (0, ContinuousClock.now)
        while known < 16_000, .now < since + .seconds(30) {
            try await Task.sleep(for: .milliseconds(10))
            let sum = rounds.sum
            if sum > known { (known, since) = (sum, .now) }
        }
        #expect(rounds.sum == 16_000)
    }

    @Test("Each learns of its own mail")
    func outcomes() async {
        let refused = MailError(code: .filesystem, message: "odd", isTransient: true)
        let counter = Counter<Int>(thread: "counter test") { numbers in
            numbers.map { $0.isMultiple(of: 2) ? .success(()) : .failure(refused) }
        }
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let outcome = await counter.handIn(number)
                    #expect((try? outcome.get()) != nil || !number.isMultiple(of: 2))
                    #expect((try? outcome.get()) == nil || number.isMultiple(of: 2))
                }
            }
        }
    }

    @Test("Those that are handed in in one turn are delivered at once")
    func together() async { #expect(await Self.rounds(of: 50) == [50]) }

    /// On one thread, as a worker does; the thread that delivers has time to take the first alone.
    @MainActor private static func rounds(of count: Int) async -> [Int] {
        let (rounds, counter) = counter()
        let senders = (0..<count).map { number in
            Task {
                if number == 1 { usleep(50_000) }
                _ = await counter.handIn(number)
            }
        }
        for sender in senders { await sender.value }
        return rounds.counts.withLock { $0 }
    }

    private static func counter() -> (Rounds, Counter<Int>) {
        let rounds = Rounds()
        let counter = Counter<Int>(thread: "counter test") { numbers in
            rounds.counts.withLock { $0.append(numbers.count) }
            return numbers.map { _ in .success(()) }
        }
        return (rounds, counter)
    }

    private final class Rounds: Sendable {
        let counts = Mutex<[Int]>([])

        var sum: Int { counts.withLock { $0.reduce(0, +) } }
    }
}
