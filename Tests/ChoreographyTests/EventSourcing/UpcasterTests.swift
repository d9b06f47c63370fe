import Choreography
import Testing

@Suite struct UpcasterTests {
    /// What once stood in stores, by version.
    @Test(arguments: [(1, #"{"n":7}"#), (2, #"{"amount":7}"#), (3, #"{"amount":7,"unit":"pcs"}"#)])
    func `a fact of any version is read as today's`(version: Int, data: String) throws {
        #expect(try TallyJSON.fact(type: "added", version: version, data: data) == .added(7, unit: "pcs"))
    }

    @Test(arguments: [0, -1, 4])
    func `a version that never was, or is not yet known, is not guessed at`(version: Int) {
        #expect(throws: UnreadableFact.self) {
            try TallyJSON.fact(type: "added", version: version, data: #"{"amount":7,"unit":"pcs"}"#)
        }
    }

    @Test func `a step that is missing, or there twice, is named`() {
        let step = Upcaster("a", from: 1, text: { $0 + "+" })
        #expect(
            throws: UnreadableFact(
                type: "a", version: 1, reason: "there are 0 upcasters from version 2, one is needed")
        ) { try Upcasters([step]).upcast("x", of: "a", from: 1, to: 3) }
        #expect(
            throws: UnreadableFact(
                type: "a", version: 1, reason: "there are 2 upcasters from version 1, one is needed")
        ) { try Upcasters([step, step]).upcast("x", of: "a", from: 1, to: 2) }
    }

    @Test func `each step is taken once, in order, for its own type only`() throws {
        let steps = Upcasters([
            Upcaster("a", from: 2, text: { $0 + "3" }), Upcaster("b", from: 1, text: { _ in "b" }),
            Upcaster("a", from: 1, text: { $0 + "2" }),
        ])
        #expect(try steps.upcast("1", of: "a", from: 1, to: 3) == "123")
        #expect(try steps.upcast("2", of: "a", from: 2, to: 3) == "23")
        #expect(try steps.upcast("3", of: "a", from: 3, to: 3) == "3")
    }
}
