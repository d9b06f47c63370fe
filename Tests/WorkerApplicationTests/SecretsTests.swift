import Foundation
import RabbitMQ
import Testing

@testable import WorkerApplication

@Suite("Secrets: never a flag, never in a message")
struct SecretsTests {
    @Test("a flag for a secret is refused and names the ways that are open")
    func secretAsFlag() throws {
        for words in [["--amqp-password", "hunter2"], ["--amqp-password=hunter2"], ["--amqp-password"]] {
            guard case .refuse(let problems) = Trial.program.read(words, environment: [:]) else {
                Issue.record("was accepted")
                continue
            }
            #expect(problems.problems.count == 1)
            #expect(problems.description.contains("AMQP_PASSWORD, or AMQP_PASSWORD_FILE"))
            #expect(!problems.description.contains("hunter2"))
        }
    }

    @Test("a password in a URL is refused as a flag and taken from the environment")
    func passwordInURL() throws {
        let url = "amqp://trial:hunter2@broker/shop"
        let problems = try #require(Trial.refusal("--amqp-url", url))
        #expect(problems.description.contains("AMQP_PASSWORD_FILE"))
        #expect(!problems.description.contains("hunter2"))
        #expect(
            try #require(Trial.refusal("--smtp-url", "smtp://a:hunter2@m")).description.contains(
                "SMTP_PASSWORD"))

        let settings = try Trial.settings(environment: ["AMQP_URL": url])
        #expect(settings.secrets == ["hunter2"])
        #expect(try Trial.program.common.connection(for: "trial", from: settings).password == "hunter2")
    }

    @Test("a wrong value of a secret or of a URL is not repeated")
    func wrongValue() throws {
        let problems = try #require(Trial.refusal(environment: ["AMQP_URL": "http://u:hunter2@h"]))
        #expect(!problems.description.contains("hunter2"))
    }

    @Test("AMQP_PASSWORD wins over the URL")
    func passwordBesideURL() throws {
        let settings = try Trial.settings(
            environment: ["AMQP_URL": "amqp://someone:old@broker", "AMQP_PASSWORD": "new,er"])
        let connection = try Trial.program.common.connection(for: "trial", from: settings)
        #expect(connection.password == "new,er")
        #expect(connection.username == "someone")
    }

    @Test("without a URL the user is the participant, without a password there is none")
    func noURL() throws {
        let connection = try Trial.program.common.connection(for: "trial", from: try Trial.settings())
        #expect("\(connection)" == "amqp://trial@127.0.0.1:5672/shop")
        #expect(connection.password == "")
        let bare = try Trial.settings("--amqp-url", "amqp://broker/shop")
        #expect(try Trial.program.common.connection(for: "trial", from: bare).username == "trial")
    }

    @Test(
        "a password file: one line end at its end does not count, blanks do", arguments: ["", "\n", "\r\n"])
    func passwordFile(end: String) throws {
        let scratch = try Scratch()
        let path = try scratch.file("password", " s3cret " + end)
        for settings in [
            try Trial.settings(environment: ["AMQP_PASSWORD_FILE": path]),
            try Trial.settings("--amqp-password-file", path),
            try Trial.settings("--amqp-password-file", path, environment: ["AMQP_PASSWORD": "weaker"]),
        ] {
            #expect(settings[Trial.program.common.amqpPassword] == " s3cret ")
            #expect(settings.secrets.contains(" s3cret "))
        }
    }

    @Test("a password file that any user can read is used, and warned of", arguments: [0o600, 0o644])
    func openToAll(mode: Int) throws {
        let scratch = try Scratch()
        let path = try scratch.file("password", "hunter2")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let settings = try Trial.settings(environment: ["AMQP_PASSWORD_FILE": path])
        #expect(settings[Trial.program.common.amqpPassword] == "hunter2")
        let warning = "AMQP_PASSWORD_FILE names \(path), which any user can read: chmod 600 it"
        #expect(settings.warnings == (mode == 0o644 ? [warning] : []))
    }

    @Test("a password file that cannot be used is named with the reason")
    func unreadable() throws {
        let scratch = try Scratch()
        func reason(_ path: String) throws -> String {
            try #require(Trial.refusal(environment: ["AMQP_PASSWORD_FILE": path])).description
        }
        let missing = try reason(scratch.folder + "/none")
        #expect(missing.hasPrefix("AMQP_PASSWORD_FILE names \(scratch.folder)/none, which cannot be used: "))
        #expect(missing.hasSuffix("No such file or directory"))
        #expect(try reason(scratch.folder).hasSuffix("Is a directory"))
        #expect(try reason(try scratch.file("empty", "\n")).hasSuffix("it is empty"))
        #expect(
            try reason(try scratch.file("large", String(repeating: "x", count: 70_000))).contains(
                "larger than"))
    }

    @Test("secret and file at once are ambiguous")
    func both() throws {
        let scratch = try Scratch()
        let path = try scratch.file("password", "a")
        let problems = try #require(
            Trial.refusal(environment: ["SMTP_PASSWORD": "b", "SMTP_PASSWORD_FILE": path]))
        #expect(problems.description.contains("both SMTP_PASSWORD and its file variant are set"))
    }
}
