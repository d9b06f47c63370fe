import Choreography
import ChoreographyTesting
import Synchronization
import Testing

@Suite("Query cache", .timeLimit(.minutes(1))) struct QueryCacheTests {
    struct Stock: Query, Hashable {
        var sku: String
        typealias Result = Int
    }

    let clock = ManualClock()
    let shelf = Shelf()
    let cache: QueryCache<Stock>

    init() { cache = QueryCache(capacity: 3, lifetime: .seconds(10), clock: clock) }

    private func ask(_ sku: String) async throws -> Int {
        try await cache.answer(to: Stock(sku: sku)) { [shelf] in try await shelf.count(sku) }
    }

    @Test("an answer is kept for its lifetime and no longer") func lifetime() async throws {
        #expect(try await ask("a") == 1)
        clock.advance(by: .milliseconds(9999))
        #expect(try await ask("a") == 1)
        #expect(cache[Stock(sku: "a")] == 1)
        clock.advance(by: .milliseconds(1))
        #expect(cache[Stock(sku: "a")] == nil)
        #expect(try await ask("a") == 2)
        #expect(try await ask("a") == 2)
    }

    @Test("the lifetime counts from the question, not from the answer") func slowAnswer() async throws {
        let gate = Gate()
        let asking = Task { [cache] in
            try await cache.answer(to: Stock(sku: "a")) {
                await gate.pass()
                return 7
            }
        }
        try await until("it is asked") { cache.waiting(for: Stock(sku: "a")) == 1 }
        clock.advance(by: .seconds(10))
        gate.open()
        #expect(try await asking.value == 7)
        #expect(cache[Stock(sku: "a")] == nil)
    }

    @Test("without a lifetime only invalidation ends an answer") func noLifetime() async throws {
        let cache = QueryCache<Stock>(lifetime: nil, clock: clock)
        #expect(try await cache.answer(to: Stock(sku: "a")) { 1 } == 1)
        clock.advance(by: .seconds(1_000_000_000))
        #expect(try await cache.answer(to: Stock(sku: "a")) { 2 } == 1)
        cache.invalidate()
        #expect(cache[Stock(sku: "a")] == nil)
    }

    @Test("after the clock was set back nothing counts as fresh") func clockSetBack() async throws {
        #expect(try await ask("a") == 1)
        clock.advance(by: .seconds(-1))
        #expect(try await ask("a") == 2)
    }

    @Test("the one not used for longest makes room") func capacity() async throws {
        for sku in ["a", "b", "c"] { #expect(try await ask(sku) == 1) }
        #expect(try await ask("a") == 1)
        #expect(try await ask("d") == 1)
        #expect(cache.count == 3)
        #expect(cache[Stock(sku: "b")] == nil)
        for sku in ["c", "a", "d"] { #expect(cache[Stock(sku: sku)] == 1) }
        for sku in ["e", "f"] { _ = try await ask(sku) }
        #expect(["c", "a"].allSatisfy { cache[Stock(sku: $0)] == nil })
        #expect(["d", "e", "f"].allSatisfy { cache[Stock(sku: $0)] == 1 })
    }

    @Test("what is asked again takes no second place") func replaced() async throws {
        for _ in 0..<5 {
            _ = try await ask("a")
            clock.advance(by: .seconds(10))
        }
        #expect(cache.count == 1)
        #expect(shelf.asked["a"] == 5)
    }

    @Test("invalidating takes away all, or those it is meant for") func invalidation() async throws {
        for sku in ["a", "b", "c"] { _ = try await ask(sku) }
        cache.invalidate { $0.sku == "b" }
        #expect(cache.count == 2)
        #expect(try await ask("b") == 2)
        #expect(try await ask("a") == 1)
        // The order of use has survived: c is the oldest.
        #expect(try await ask("d") == 1)
        #expect(cache[Stock(sku: "c")] == nil)
        cache.invalidate()
        #expect(cache.count == 0)
        #expect(try await ask("a") == 2)
    }

    @Test("errors are not kept, but go to all who wait") func errors() async throws {
        shelf.fails(true)
        let gate = Gate()
        shelf.holds(gate)
        let asking = (0..<3).map { _ in Task { try await ask("a") } }
        try await until("all wait") { cache.waiting(for: Stock(sku: "a")) == 3 }
        gate.open()
        for task in asking { await #expect(throws: Failure.down) { try await task.value } }
        #expect(shelf.asked["a"] == 1)
        #expect(cache.count == 0)
        shelf.fails(false)
        #expect(try await ask("a") == 2)
    }

    @Test("many who ask the same at once ask once; who asks something else does not wait")
    func stampede() async throws {
        let gate = Gate()
        shelf.holds(gate)
        let asking = (0..<50).map { _ in Task { try await ask("a") } }
        try await until("all wait") { cache.waiting(for: Stock(sku: "a")) == 50 }
        #expect(try await cache.answer(to: Stock(sku: "b")) { 9 } == 9)
        gate.open()
        for task in asking { #expect(try await task.value == 1) }
        #expect(shelf.asked["a"] == 1)
    }

    @Test("an answer begun before an invalidation is not kept, and nobody who asks later gets it")
    func staleAnswer() async throws {
        for invalidate in [{ $0.invalidate() }, { $0.invalidate { $0.sku == "a" } }]
            as [(QueryCache<Stock>) -> Void]
        {
            let (gate, cache) = (Gate(), QueryCache<Stock>(lifetime: .seconds(10), clock: clock))
            let before = Task {
                try await cache.answer(to: Stock(sku: "a")) {
                    await gate.pass()
                    return 1
                }
            }
            try await until("it is asked") { cache.waiting(for: Stock(sku: "a")) == 1 }
            invalidate(cache)
            #expect(try await cache.answer(to: Stock(sku: "a")) { 2 } == 2)
            gate.open()
            #expect(try await before.value == 1)
            #expect(cache[Stock(sku: "a")] == 2)
        }
    }

    @Test("an invalidation while nobody asks anew leaves nothing behind") func staleAnswerAlone() async throws
    {
        let gate = Gate()
        shelf.holds(gate)
        let asking = Task { try await ask("a") }
        try await until("it is asked") { cache.waiting(for: Stock(sku: "a")) == 1 }
        cache.invalidate { $0.sku == "a" }
        gate.open()
        #expect(try await asking.value == 1)
        #expect(cache[Stock(sku: "a")] == nil)
        #expect(cache.count == 0)
    }

    @Test("an invalidation of something else lets the answer be kept") func unaffected() async throws {
        let gate = Gate()
        shelf.holds(gate)
        let asking = Task { try await ask("a") }
        try await until("it is asked") { cache.waiting(for: Stock(sku: "a")) == 1 }
        cache.invalidate { $0.sku == "b" }
        gate.open()
        #expect(try await asking.value == 1)
        #expect(cache[Stock(sku: "a")] == 1)
    }

    @Test("who asked first may give up; the others still get the answer") func firstGivesUp() async throws {
        let gate = Gate()
        shelf.holds(gate)
        let first = Task { try await ask("a") }
        try await until("it is asked") { cache.waiting(for: Stock(sku: "a")) == 1 }
        let second = Task { try await ask("a") }
        try await until("both wait") { cache.waiting(for: Stock(sku: "a")) == 2 }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        gate.open()
        #expect(try await second.value == 1)
        #expect(shelf.cancelled == 0)
    }

    @Test("when all have given up the question is cancelled, and the next one asks anew")
    func allGiveUp() async throws {
        let gate = Gate()
        shelf.holds(gate)
        let asking = (0..<2).map { _ in Task { try await ask("a") } }
        try await until("both wait") { cache.waiting(for: Stock(sku: "a")) == 2 }
        for task in asking {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        shelf.holds(nil)
        #expect(try await ask("a") == 2)
        gate.open()
        try await until("the first question has ended") { shelf.cancelled == 1 }
        #expect(cache[Stock(sku: "a")] == 2)
    }

    @Test("who is cancelled already does not wait") func cancelledBefore() async throws {
        let gate = Gate()
        shelf.holds(gate)
        let asking = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await ask("a")
        }
        await #expect(throws: CancellationError.self) { try await asking.value }
        gate.open()
        try await until("the question has ended") { shelf.cancelled == 1 }
    }
}
