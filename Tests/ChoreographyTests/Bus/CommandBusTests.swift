import Choreography
import ChoreographyTesting
import Testing

@Suite("Command bus") struct CommandBusTests {
    typealias Layer = CompositionTests.Layer

    struct PlaceOrder: Command {
        var lines: [String]
        func validate() throws(Failure) {
            guard !lines.isEmpty else { throw .permanent(.invalidValue, "lines: at least one") }
        }
        typealias Result = Int
    }

    struct CancelOrder: Command {
        static let name = "Cancel"
        var order: String
    }

    let notes = Notes()

    private func bus(through middleware: [any Middleware] = []) throws -> CommandBus {
        try CommandBus(
            [
                .on(PlaceOrder.self) { [notes] command, call in
                    notes.add("\(call.kind.rawValue) \(call.name)")
                    return command.lines.count
                },
                .on(CancelOrder.self) { [notes] command, call in
                    notes.add("\(call.name) \(command.order)")
                },
            ], through: middleware)
    }

    @Test("each command goes to its own handler, and its typed result comes back") func results() async throws
    {
        let bus = try bus()
        let count: Int = try await bus.send(PlaceOrder(lines: ["a", "b"]))
        #expect(count == 2)
        try await bus.send(CancelOrder(order: "o-1"))
        #expect(notes.all == ["command PlaceOrder", "Cancel o-1"])
    }

    @Test("middleware and handler learn who wants what, and why", arguments: [true, false])
    func context(goesThroughMiddleware: Bool) async throws {
        let middleware: [any Middleware] = goesThroughMiddleware ? [Layer(name: "a", notes: notes)] : []
        let bus = try CommandBus(
            [
                .on(CancelOrder.self) { _, call in
                    #expect(
                        call
                            == Call(
                                .command, "Cancel", messageID: "m-1", correlationID: "o-1", traceParent: "t",
                                principal: "zoe"))
                }
            ], through: middleware)
        try await bus.send(
            CancelOrder(order: "o-1"), principal: "zoe", messageID: "m-1", correlationID: "o-1",
            traceParent: "t")
        #expect(notes.all == (goesThroughMiddleware ? ["a in Cancel", "a out"] : []))
    }

    @Test("the first middleware is outermost") func middleware() async throws {
        let layers = ["a", "b", "c"].map { Layer(name: $0, notes: notes) }
        #expect(try await bus(through: layers).send(PlaceOrder(lines: ["a"])) == 1)
        let name = "PlaceOrder"
        #expect(
            notes.all == [
                "a in \(name)", "b in \(name)", "c in \(name)", "command \(name)", "c out", "b out", "a out",
            ])
    }

    @Test("what is invalid reaches neither middleware nor handler") func invalid() async throws {
        for layers in [[], [Layer(name: "a", notes: notes)]] {
            let bus = try bus(through: layers)
            await #expect(throws: Failure.permanent(.invalidValue, "lines: at least one")) {
                try await bus.send(PlaceOrder(lines: []))
            }
        }
        #expect(notes.all == [])
    }

    @Test("without a handler the error names the type and what to do; it is no use to retry")
    func noHandler() async throws {
        let bus = try CommandBus(
            [.on(CancelOrder.self) { _, _ in }], through: [Layer(name: "a", notes: notes)])
        let failure = await #expect(throws: Failure.self) { try await bus.send(PlaceOrder(lines: [])) }
        let type = String(reflecting: PlaceOrder.self)
        #expect(
            failure
                == .permanent(
                    .noHandler,
                    "no handler for the command \(type); give the bus one: .on(\(type).self) { … }")
        )
        #expect(type.hasSuffix("CommandBusTests.PlaceOrder"))
        #expect(notes.all == [])
    }

    @Test("a second handler is refused when the bus is made") func secondHandler() throws {
        let type = String(reflecting: CancelOrder.self)
        #expect(
            throws: Failure.permanent(
                .secondHandler,
                "a second handler for the command \(type); a bus takes one of each, so remove the others")
        ) {
            try CommandBus([
                .on(CancelOrder.self) { _, _ in }, .on(PlaceOrder.self) { _, _ in 0 },
                .on(CancelOrder.self) { _, _ in },
            ])
        }
    }

    @Test("the handler's errors come out as they are") func errors() async throws {
        let bus = try CommandBus(
            [.on(CancelOrder.self) { _, _ in throw Failure.down }],
            through: [Layer(name: "a", notes: notes)])
        await #expect(throws: Failure.down) { try await bus.send(CancelOrder(order: "o-1")) }
    }

    @Test(
        "retry, circuit breaker and timeout do for commands what they do for preparations",
        .timeLimit(.minutes(1)))
    func policies() async throws {
        let clock = ManualClock()
        let bus = try CommandBus(
            [
                .on(CancelOrder.self) { [notes] _, _ in
                    notes.add("tried")
                    throw Failure.down
                }
            ],
            through: [
                CircuitBreaker("shop", failureThreshold: 1, clock: clock),
                Retry(RetryPolicy(maximumAttempts: 3, firstDelay: .zero, jitter: 0), clock: clock),
                Timeout(.seconds(1), clock: clock),
            ])
        for _ in 0..<2 {
            let failure = await #expect(throws: Failure.self) {
                try await bus.send(CancelOrder(order: "o-1"))
            }
            #expect(failure?.kind == .circuitOpen)
        }
        #expect(notes.all == ["tried", "tried", "tried"])
    }

    @Test("many send at the same time") func sideBySide() async throws {
        let bus = try bus()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for size in 1...100 {
                group.addTask { try await bus.send(PlaceOrder(lines: Array(repeating: "a", count: size))) }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 5050)
    }
}
