import Choreography
import ChoreographyTesting
import InMemoryLogging
import Logging
import Testing

@Suite("Authorise") struct AuthoriseTests {
    struct CancelOrder: Command {}
    struct CountOrders: Query { typealias Result = Int }

    let notes = Notes()
    let rule = Authorise { call in call.kind == .query || call.principal == "zoe@example.com" }

    private func bus(through middleware: [any Middleware]) throws -> CommandBus {
        try CommandBus(
            [.on(CancelOrder.self) { [notes] _, _ in notes.add("cancelled") }], through: middleware)
    }

    @Test("who may, does") func allowed() async throws {
        try await bus(through: [rule]).send(CancelOrder(), principal: "zoe@example.com")
        #expect(notes.all == ["cancelled"])
        let queries = try QueryBus([.on(CountOrders.self) { _, _ in 3 }], through: [rule])
        #expect(try await queries.ask(CountOrders()) == 3)
    }

    @Test(
        "who may not is refused for good, without being named",
        arguments: [(nil, "callers without a principal"), ("eve@example.com", "this principal")])
    func refused(principal: String?, whom: String) async throws {
        let bus = try bus(through: [rule])
        await #expect(
            throws: Failure.permanent(.notAuthorised, "command CancelOrder is not allowed to \(whom)")
        ) { try await bus.send(CancelOrder(), principal: principal) }
        #expect(notes.all == [])
        #expect(Failure.Kind.notAuthorised.rawValue == "not-authorised")
    }

    @Test("a rule that cannot be asked lets nobody in") func ruleFails() async throws {
        let bus = try bus(through: [Authorise { _ in throw Failure.down }])
        await #expect(throws: Failure.down) {
            try await bus.send(CancelOrder(), principal: "zoe@example.com")
        }
        #expect(notes.all == [])
    }

    @Test("a refusal is logged without the principal") func logged() async throws {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test", factory: { _ in handler })
        logger.logLevel = .debug
        let bus = try bus(through: [LogCalls(to: logger), rule])
        await #expect(throws: Failure.self) {
            try await bus.send(CancelOrder(), principal: "eve@example.com")
        }
        let entry = try #require(handler.entries.first)
        #expect(entry.metadata["error.type"] == "not-authorised")
        #expect(!"\(handler.entries)".contains("eve@"))
    }
}
