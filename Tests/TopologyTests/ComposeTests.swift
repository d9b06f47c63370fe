import Foundation
import Subprocess
import Testing

/// `compose.yaml` is valid, asks for passwords, and opens nothing to the network.
@Suite struct ComposeTests {
    static let isInstalled = ["/usr/bin/docker-compose", "/usr/local/bin/docker-compose"]
        .contains { FileManager.default.isExecutableFile(atPath: $0) }
    static let advice: Comment = "docker-compose is not installed: apt-get install docker-compose"

    @Test(.enabled(if: isInstalled, advice))
    func itIsValidWithTheDocumentedDefaults() async throws {
        let result = try await config(environment: Repository.file(".env.example").path)
        #expect(result.succeeded, "\(result.errors)")
    }

    @Test(.enabled(if: isInstalled, advice))
    func itAsksForPasswords() async throws {
        let empty = FileManager.default.temporaryDirectory.appendingPathComponent("empty-\(UUID()).env")
        try Data().write(to: empty)
        defer { try? FileManager.default.removeItem(at: empty) }
        let result = try await config(environment: empty.path)
        #expect(!result.succeeded)
        #expect(result.errors.contains(".env.example"))
    }

    @Test func everyPortIsPublishedOnTheLoopbackOnly() throws {
        let lines = try Repository.text("compose.yaml").split(separator: "\n")
        let published = lines.filter { $0.contains(/^ +- "?[\d.:]+:\d+"?$/) }
        #expect(published.count == 4)
        #expect(published.allSatisfy { $0.contains("\"127.0.0.1:") })
    }

    @Test func noPasswordIsWrittenInIt() throws {
        let lines = try Repository.text("compose.yaml").split(separator: "\n")
        for line in lines where line.contains("PASSWORD:") || line.contains("_PASS:") {
            #expect(line.contains(":?") || line.hasSuffix(":-}"), "\(line)")
        }
    }

    private func config(environment file: String) async throws -> (succeeded: Bool, errors: String) {
        let result = try await run(
            .name("docker-compose"),
            arguments: [
                "--file", Repository.file("compose.yaml").path, "--env-file", file, "config", "--quiet",
            ],
            environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"]),
            output: .discarded, error: .string(limit: 100_000))
        return (result.terminationStatus.isSuccess, result.standardError)
    }
}
