import Choreography
import Foundation
import ShopEvents
import Testing

/// What is committed under `topology/` is what the score says.
@Suite struct DriftTests {
    @Test func theScoreCanBePlayed() {
        #expect(Score.shop.problems().map(\.description) == [])
    }

    @Test func theCommittedDefinitionsAreThoseOfTheScore() throws {
        let generated = try Topology(.shop).definitions
        if ProcessInfo.processInfo.environment["UPDATE_TOPOLOGY"] == "1" {
            try Data(generated.utf8).write(to: Repository.file("topology/definitions.json"))
        }
        let committed = try Repository.text("topology/definitions.json")
        #expect(
            committed == generated,
            "topology/definitions.json has drifted from the score; run the tests with UPDATE_TOPOLOGY=1")
    }

    /// `topology/apply` sets a password for each user of the score and of nobody else.
    @Test func theApplyScriptAndComposeKnowEveryUser() throws {
        let script = try Repository.text("topology/apply")
        let compose = try Repository.text("compose.yaml")
        let users = Topology(.shop).objects.users.map(\.name)
        let line = try #require(script.split(separator: "\n").first { $0.hasPrefix("users=") })
        #expect(line == "users=\"\(users.joined(separator: " "))\"")
        for user in users {
            #expect(compose.contains("\(user.uppercased())_PASSWORD"), "compose.yaml: \(user)")
        }
        for participant in Score.shop.parts.map(\.name) {
            #expect(compose.contains("\n  \(participant):\n"), "compose.yaml runs no \(participant)")
        }
    }
}
