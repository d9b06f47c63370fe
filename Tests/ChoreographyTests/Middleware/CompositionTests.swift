import Choreography
import ChoreographyTesting
import GRDB
import Testing

@Suite("Layers of middleware") struct CompositionTests {
    /// Tells when a call comes in and goes out.
    struct Layer: Middleware {
        let name: String
        let notes: Notes

        func handle<Output: Sendable>(
            _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
        ) async throws -> Output {
            notes.add("\(name) in \(call.name)")
            defer { notes.add("\(name) out") }
            return try await next()
        }
    }

    let notes = Notes()

    @Test("the first is outermost, and errors come out through all", arguments: [true, false])
    func order(fails: Bool) async throws {
        let layers: [any Middleware] = ["a", "b", "c"].map { Layer(name: $0, notes: notes) }
        let result = try? await layers.call { [notes] in
            notes.add("call")
            if fails { throw Failure.down }
            return 7
        }
        #expect(result == (fails ? nil : 7))
        #expect(
            notes.all == [
                "a in order.placed", "b in order.placed", "c in order.placed", "call", "c out", "b out",
                "a out",
            ])
    }

    @Test("none at all just makes the call") func none() async throws {
        #expect(try await [any Middleware]().call { 7 } == 7)
    }

    @Test("a reaction's prepare goes through, with the event as the call; its answer and its react stay")
    func reaction() async throws {
        let stage = try ParticipantStage(Guarded(baker: Baker(oven: Oven()), notes: notes), score: .bakery)
        #expect(try await stage.hear(LoafOrdered(order: "o-1", loaves: 2)).types == ["baker.baked"])
        #expect(notes.all == ["a in window.ordered", "b in window.ordered", "b out", "a out"])
        #expect(try await stage.rows("SELECT loaves FROM bakes") == ["2"])
    }

    @Test("a reaction that does not ask the outside stays as it is") func nothingToAsk() async throws {
        let stage = try ParticipantStage(Guarded(baker: Baker(oven: nil), notes: notes), score: .bakery)
        #expect(try await stage.hear(LoafOrdered(order: "o-1", loaves: 2)).types == ["baker.baked"])
        #expect(notes.all == [])
    }
}
