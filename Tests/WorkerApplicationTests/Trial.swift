import Choreography
import Foundation

@testable import WorkerApplication

/// A worker program with one setting of each kind, and ways to ask it.
enum Trial {
    static let deadline = Setting<Duration>.duration(
        "deadline", in: .seconds(1) ... .seconds(86_400), default: .seconds(900),
        help: "How long it may take.")
    static let countries = Setting<[String]>.list("refused.countries", help: "Where not to go.")
    static let smtpURL = Setting<String?>.url(
        "smtp.url", schemes: ["smtp", "smtps"], secret: "smtp.password", help: "The mail server.")
    static let smtpPassword = Setting<String?>.secret("smtp.password", help: "The mail server's password.")
    static let security = Setting<String>.choice(
        "smtp.security", of: ["none", "starttls", "tls"], default: "starttls", help: "How it is protected.")
    static let own: [any SettingDeclaration] = [deadline, countries, smtpURL, smtpPassword, security]

    static let program = WorkerProgram(
        name: "trial",
        score: Score(name: "shop", outside: [], parts: [], undoes: [], terminal: [], informational: []),
        about: "tries things out", httpPort: 8099, settings: own, examples: ["DEADLINE=5m trial"])

    /// The settings in force; throws what the program would refuse to start with.
    static func settings(_ words: String..., environment: [String: String] = [:]) throws -> Settings {
        switch program.read(words, environment: environment) {
        case .run(let settings): return settings
        case .refuse(let problems): throw problems
        case .print(let text): throw Printed(text: text)
        }
    }

    /// What the program says when it refuses to start.
    static func refusal(_ words: String..., environment: [String: String] = [:]) -> SettingsProblems? {
        guard case .refuse(let problems) = program.read(words, environment: environment) else { return nil }
        return problems
    }

    struct Printed: Error {
        let text: String
    }
}

/// A folder of its own, gone when the test is over.
final class Scratch: Sendable {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "worker-application-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes a file and tells its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }
}
