import ArgumentParser
import ChoreographyTesting
import Foundation
import ShopSystem
import Testing

@testable import choreo

@Suite struct ExploreTests {
    private func report(violations: [ExplorationReport.Violation] = [], isComplete: Bool = true)
        throws -> ExplorationReport
    {
        // The search makes them; a test can only read one.
        let form: [String: Any] = [
            "states": 12, "transitions": 34, "states_at_rest": 5, "depth": 6, "complete": isComplete,
            "seconds": 1.25,
            "violations": violations.map {
                [
                    "invariant": $0.invariant, "objection": $0.objection, "story": $0.story,
                    "states": $0.states,
                ]
            },
        ]
        return try JSONDecoder().decode(
            ExplorationReport.self, from: JSONSerialization.data(withJSONObject: form))
    }

    @Test func `People read what was searched, and the verdict`() throws {
        let text = ExplorationText(.oneOrder, try report()).text(on: Terminal(-1))
        #expect(
            text.hasPrefix(
                "one order, stock 1, 2 extra deliveries, 2 deaths, 1 cancellations, deadline, carrier\n"))
        #expect(text.contains("12 states, 34 transitions, 5 states at rest, 6 steps deep, 1.3 s"))
        #expect(text.contains("SOUND"))
        let cut = ExplorationText(.oneOrder, try report(isComplete: false)).text(on: Terminal(-1))
        #expect(cut.contains("raise --limit"))
        #expect(!cut.contains("SOUND"))
    }

    @Test func `Machines get one object with the question and the answer`() throws {
        let line = try JSONOutput.line(ExplorationOutcome(shop: .lastUnit, report: try report()))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["orders"] as? Int == 2)
        #expect(object["states"] as? Int == 12)
        #expect(object["complete"] as? Bool == true)
        #expect((object["violations"] as? [Any])?.isEmpty == true)
    }

    @Test(
        arguments: [
            (["--orders", "4"], "--orders must be 1 to 3"),
            (["--deaths", "101"], "--deaths must be 0 to 100"),
            (["--limit", "0"], "--limit must be"),
        ])
    func `Options that make no sense are refused with words`(arguments: [String], words: String) {
        let error = #expect(throws: (any Error).self) { try ExploreCommand.parse(arguments) }
        #expect(error.map { ExploreCommand.fullMessage(for: $0) }?.contains(words) == true)
    }
}
