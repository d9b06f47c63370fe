import Choreography
import ChoreographyTesting
import Testing

@Suite("Query bus") struct QueryBusTests {
    struct Standing: Query, Hashable {
        var order: String
        typealias Result = String?
        func validate() throws(Failure) {
            guard !order.isEmpty else { throw .permanent(.invalidValue, "order: must not be empty") }
        }
    }

    struct CountOrders: Query { typealias Result = Int }

    let clock = ManualClock()
    let notes = Notes()

    @Test("each query goes to its own handler, and its typed answer comes back") func answers() async throws {
        let bus = try QueryBus([
            .on(Standing.self) { query, call in "\(call.kind.rawValue) \(call.name) \(query.order)" },
            .on(CountOrders.self) { _, _ in 3 },
        ])
        let standing: String? = try await bus.ask(Standing(order: "o-1"))
        #expect(standing == "query Standing o-1")
        #expect(try await bus.ask(CountOrders()) == 3)
    }

    @Test("missing and second handlers are named") func handlers() async throws {
        let bus = try QueryBus([])
        let failure = await #expect(throws: Failure.self) { try await bus.ask(CountOrders()) }
        #expect(failure?.kind == .noHandler)
        #expect(failure?.message.contains("the query ChoreographyTests.QueryBusTests.CountOrders;") == true)
        let second = #expect(throws: Failure.self) {
            try QueryBus([.on(CountOrders.self) { _, _ in 3 }, .on(CountOrders.self) { _, _ in 4 }])
        }
        #expect(second?.kind == .secondHandler)
    }

    @Test(
        "a cached query passes validation and the bus's middleware every time, its own only when it is asked")
    func cached() async throws {
        let cache = QueryCache<Standing>(lifetime: .seconds(10), clock: clock)
        let bus = try QueryBus(
            [
                .on(
                    Standing.self, cachedIn: cache,
                    through: [CompositionTests.Layer(name: "inner", notes: notes)]
                ) { [notes] query, call in
                    notes.add("asked by \(call.principal ?? "nobody")")
                    return query.order == "o-1" ? "placed" : nil
                }
            ], through: [CompositionTests.Layer(name: "outer", notes: notes)])
        let outer = ["outer in Standing", "outer out"]
        let first = ["outer in Standing", "inner in Standing", "asked by zoe", "inner out", "outer out"]
        #expect(try await bus.ask(Standing(order: "o-1"), principal: "zoe") == "placed")
        #expect(try await bus.ask(Standing(order: "o-1"), principal: "max") == "placed")
        #expect(notes.all == first + outer)
        await #expect(throws: Failure.self) { try await bus.ask(Standing(order: "")) }
        #expect(notes.all == first + outer)
        #expect(cache.count == 1)
    }

    @Test("an answer of nil is an answer too") func absent() async throws {
        let cache = QueryCache<Standing>(lifetime: .seconds(10), clock: clock)
        let bus = try QueryBus([
            .on(Standing.self, cachedIn: cache) { [notes] _, _ in
                notes.add("asked")
                return nil
            }
        ])
        for _ in 0..<2 { #expect(try await bus.ask(Standing(order: "o-9")) == nil) }
        #expect(notes.all == ["asked"])
    }

    @Test("the cache does not let in whom the bus would not") func authorised() async throws {
        let cache = QueryCache<Standing>(lifetime: .seconds(10), clock: clock)
        let bus = try QueryBus(
            [.on(Standing.self, cachedIn: cache) { _, _ in "placed" }],
            through: [Authorise { $0.principal == "zoe" }])
        _ = try await bus.ask(Standing(order: "o-1"), principal: "zoe")
        let failure = await #expect(throws: Failure.self) {
            try await bus.ask(Standing(order: "o-1"), principal: "eve")
        }
        #expect(failure?.kind == .notAuthorised)
    }
}
