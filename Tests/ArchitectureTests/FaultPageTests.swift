import Foundation
import Testing

/// The pages on faults and proofs name tests; this is the proof that they are there.
@Suite struct FaultPageTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("every test that a page names exists", arguments: [("Faults", 50), ("Proof", 8)])
    func names(page: String, atLeast count: Int) throws {
        let page = try String(
            contentsOf: Self.root.appending(path: "Sources/Choreography/Choreography.docc/\(page).md"),
            encoding: .utf8)
        let cited = page.matches(of: /`([A-Z][A-Za-z]*Tests)(?:\.([a-z][A-Za-z]*))?`/)
        #expect(cited.count >= count)
        let tests = try Self.tests()
        for match in cited {
            let suite = String(match.1)
            let name = match.2.map(String.init)
            let files = tests.filter { $0.contains("\(suite)") }
            #expect(!files.isEmpty, "there is no \(suite)")
            if let name {
                #expect(files.contains { $0.contains("func \(name)(") }, "\(suite) has no \(name)")
            }
        }
    }

    private static func tests() throws -> [String] {
        let folder = root.appending(path: "Tests")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix("Tests.swift") && !$0.hasPrefix("ArchitectureTests") }
            .filter { !$0.contains("/.build/") }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }
}
