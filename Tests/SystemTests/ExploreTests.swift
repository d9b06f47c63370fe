import Foundation
import Testing

@Suite struct ExploreTests {
    @Test func `The program searches, tells and ends with 0`() async throws {
        let outcome = try await Program.run(
            "choreo", ["explore", "--orders", "1", "--duplicates", "0", "--deaths", "0", "--json"])
        #expect(outcome.code == 0, "\(outcome.error)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(object["states"] as? Int == 10_914)
    }
}
