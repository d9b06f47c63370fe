import Choreography
import Foundation
import ShopEvents
import Testing

/// What is committed under `topology/`, and the picture in the README, is what the score says.
@Suite struct DriftTests {
    @Test func theScoreCanBePlayed() {
        #expect(Score.shop.problems().map(\.description) == [])
    }

    @Test func theCommittedDefinitionsAreThoseOfTheScore() throws {
        try expectCommitted("topology/definitions.json", toBe: try Topology(.shop).definitions)
    }

    @Test func theCommittedAsyncAPIDocumentIsThatOfTheScore() throws {
        try expectCommitted("topology/asyncapi.json", toBe: try AsyncAPIDocument.shop.text())
    }

    @Test func thePictureInTheReadmeIsThatOfTheScore() throws {
        let text = try Repository.text("README.md")
        let begin = try #require(text.range(of: "```mermaid\n"))
        let end = try #require(text.range(of: "```\n", range: begin.upperBound..<text.endIndex))
        var generated = text
        generated.replaceSubrange(begin.upperBound..<end.lowerBound, with: ScorePicture(.shop).mermaid)
        try expectCommitted("README.md", toBe: generated)
    }

    /// Writes it anew when it is told to.
    private func expectCommitted(
        _ path: String, toBe generated: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        if ProcessInfo.processInfo.environment["UPDATE_TOPOLOGY"] == "1" {
            try Data(generated.utf8).write(to: Repository.file(path))
        }
        #expect(
            try Repository.text(path) == generated,
            "\(path) has drifted from the score; run the tests with UPDATE_TOPOLOGY=1",
            sourceLocation: sourceLocation)
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
