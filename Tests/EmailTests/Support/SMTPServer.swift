import Foundation
import Subprocess
import Testing

/// A real SMTP server (Debian's python3-aiosmtpd) in a process of its own, for as long as a closure runs.
struct SMTPServer {
    struct Options: Encodable {
        var folder = ""
        var tls = "none"
        var certificate: String?
        var key: String?
        var login: [String]?
        var greeting: String?
        var sender: String?
        var recipient: String?
        var content: String?
        var hang: String?
    }

    struct Person: Decodable, Equatable {
        var name: String
        var address: String
    }

    /// A mail as Python's own email package read it back at the server.
    struct Received: Decodable {
        var messageID: String
        var subject: String
        var from: Person
        var to: Person
        var date: Double
        var text: String
        var headers: [[String]]
        var contentType: String
        var charset: String
        var defects: [String]
        var longestLine: Int
        var isASCII: Bool
        var bareLineEnds: Int
        var envelopeFrom: String
        var envelopeTo: [String]
        var helo: String
        var tls: Bool
        var login: Bool
    }

    let port: Int
    let folder: TemporaryFolder

    /// The server stores a mail before it says 250, so what was sent is here once `send` has returned.
    var received: [Received] {
        get throws {
            try folder.files(in: "").filter { $0.hasSuffix(".json") }.sorted {
                Int($0.dropLast(5)) ?? 0 < Int($1.dropLast(5)) ?? 0
            }
            .map { try JSONDecoder().decode(Received.self, from: folder.contents(of: $0)) }
        }
    }

    /// Starts a server, waits for its port, runs the body, and ends the server whatever the body does.
    static func run<Result: Sendable>(
        _ options: Options = Options(), _ body: (SMTPServer) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var options = options
        options.folder = folder.path
        let script = try resource("smtp_server.py")
        let argument = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
        let outcome = try await Subprocess.run(
            Program.python, arguments: [script, argument],
            input: .inputWriter, output: .sequence, error: .discarded
        ) { execution in
            do {
                var lines = execution.standardOutput.strings().makeAsyncIterator()
                let port = try #require(
                    try await lines.next().flatMap {
                        Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
                    },
                    "the SMTP server did not start; is python3-aiosmtpd installed?")
                let result = try await body(SMTPServer(port: port, folder: folder))
                try await execution.standardInputWriter.finish()
                return result
            } catch {
                try await execution.standardInputWriter.finish()
                throw error
            }
        }
        return outcome.closureResult
    }
}

func resource(_ name: String) throws -> String {
    try #require(Bundle.module.url(forResource: "Resources/" + name, withExtension: nil)).path
}
