import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem
import Testing

@testable import choreo

@Suite struct EditSessionTests {
    private func entry(_ body: String) -> DeadLetterEntry {
        .sample(of: "payment", type: "payment.voided", body: Array(body.utf8))
    }

    /// A voided payment whose reason is no text.
    private let bad = #"{"order_id":"0198a5c2-7a1e-7c3b-9d54-0c2f1b6a7e10","reason":7,"n":1.10}"#

    private func editor(_ script: String) -> Editor { Editor(environment: ["EDITOR": script]) }

    @Test(arguments: [
        ([:], "vi"), (["EDITOR": "nano"], "nano"),
        (["EDITOR": "nano", "VISUAL": "code --wait"], "code --wait"),
        (["VISUAL": "", "EDITOR": "nano"], "nano"),
    ]) func `The editor is the operator's own`(environment: [String: String], command: String) {
        #expect(Editor(environment: environment).command == command)
    }

    @Test func `What was corrected fits, and nothing else has changed`() async throws {
        let session = try EditSession(entry(bad))
        defer { session.end() }
        let outcome = try await session.run(editor(#"sed -i 's/: 7/: "late"/'"#))
        guard case .edited(let edit) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(String(decoding: edit.message.body, as: UTF8.self) == bad.replacing("7,", with: #""late","#))
        #expect(
            edit.differences == [
                "  …", "    \"order_id\" : \"0198a5c2-7a1e-7c3b-9d54-0c2f1b6a7e10\",", "-   \"reason\" : 7",
                "+   \"reason\" : \"late\"", "  }",
            ])
        #expect(edit.message.properties.headers["x-replay-of"]?.string == "m")
    }

    @Test(arguments: ["true", "touch"]) func `Unchanged is unchanged`(script: String) async throws {
        let session = try EditSession(entry(bad))
        defer { session.end() }
        guard case .unchanged = try await session.run(editor(script)) else {
            Issue.record("something would be sent")
            return
        }
        let mode = try FileManager.default.attributesOfItem(atPath: session.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `A mistake is named, and the text is kept where the operator is told`() async throws {
        let session = try EditSession(entry(bad))
        defer { session.end() }
        let failure = await #expect(throws: CommandFailure.self) {
            _ = try await session.run(editor("sed -i 's/: 7/: 8/'"))
        }
        let told = session.given(up: try #require(failure))
        #expect(told.code == .badData && told.message.contains("this is no payment.voided: reason"))
        #expect(told.message.contains("choreo dlq replay payment --id m --body \(session.path)"))
        #expect(try String(contentsOfFile: session.path, encoding: .utf8).contains(": 8"))
    }

    @Test func `An editor that fails is named, and nothing of ours is left behind`() async throws {
        let session = try EditSession(entry(bad))
        let failure = await #expect(throws: CommandFailure.self) {
            _ = try await session.run(editor("false"))
        }
        let told = session.given(up: try #require(failure))
        #expect(told.code == .failed && told.message.contains("the editor (false)"))
        #expect(!FileManager.default.fileExists(atPath: session.path))
    }

    @Test func `What is no JSON can be edited, what is no text cannot`() async throws {
        let session = try EditSession(entry("<payment/>"))
        #expect(try String(contentsOfFile: session.path, encoding: .utf8) == "<payment/>\n")
        session.end()
        let failure = #expect(throws: CommandFailure.self) {
            try EditSession(.sample(of: "payment", body: [0xFF]))
        }
        #expect(failure?.message.contains("--body FILE") == true)
    }
}
