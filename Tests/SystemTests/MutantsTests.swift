import Foundation
import ShopSystem
import Testing

/// Nothing of the deliberate breakages is in what is delivered.
@Suite struct MutantsTests {
    @Test func `A build without mutants tells how to get them`() async throws {
        for arguments in [[], ["--list"], ["--only", "no-deduplication"]] {
            let outcome = try await Program.run("choreo", ["mutants"] + arguments)
            #expect(outcome.code == 64)
            #expect(outcome.error.contains("./choreo mutants"))
            #expect(outcome.output == "")
        }
    }

    @Test(arguments: RunningSystem.workers + ["choreo"])
    func `No program knows any of them`(_ program: String) throws {
        let file = try Data(
            contentsOf: URL(filePath: ShopUnderTest.executables).appending(path: program),
            options: .alwaysMapped)
        func has(_ text: String) -> Bool { file.range(of: Data(text.utf8)) != nil }
        // The names of types as the compiler writes them, and what would choose one.
        #expect(has("12Choreography6WorkerC"), "the names cannot be found like this")
        for trace in ["12Choreography6MutantO", "10ShopEvents0A6MutantO", "10ShopSystem11KnownMutantV"] {
            #expect(!has(trace))
        }
    }
}
