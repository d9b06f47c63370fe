import Choreography
import Foundation
import RabbitMQ
import ShopSystem

/// The body of one dead letter in the operator's editor, until it fits its contract or the operator gives up.
struct EditSession {
    /// How it ended.
    enum Outcome {
        case unchanged
        case edited(DeadLetterEdit)
    }

    /// Where the text is; removed by ``end()``.
    let path: String
    private let entry: DeadLetterEntry
    private let original: String

    /// Writes the body into a file of its own.
    ///
    /// - Throws: ``CommandFailure`` when it is no text, or nobody may send it.
    init(_ entry: DeadLetterEntry) throws(CommandFailure) {
        guard
            let text = JSONLayout.indented(entry.delivery.body)
                ?? String(validating: entry.delivery.body, as: UTF8.self)
        else {
            throw CommandFailure(
                .badData, "its body is no text; choreo dlq replay --body FILE sends another in its place")
        }
        if let refusal = entry.refusal {
            throw CommandFailure(
                .failed, "it cannot be replayed, and so not be edited: \(PublishRun.words(refusal))")
        }
        self.entry = entry
        original = text
        let name = "choreo-edit-\(UUID().uuidString.prefix(8).lowercased()).json"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        let file = try PrivateFile(creating: path)
        try file.write(Array("\(text)\n".utf8))
        try file.close()
    }

    /// Lets the operator edit until what is there fits. A mistake is shown, and edited again if somebody is there to
    /// say so.
    ///
    /// - Throws: what is wrong with it, see ``given(up:)``.
    func run(_ editor: Editor) async throws -> Outcome {
        while true {
            do {
                try await editor.open(path)
                let text = try read()
                if text == original { return .unchanged }
                return .edited(
                    try DeadLetterEdit(
                        entry, body: Array((JSONLayout.compact(Array(text.utf8)) ?? text).utf8)))
            } catch let failure as CommandFailure {
                guard failure.code == .badData, Question.canBeAsked else { throw failure }
                Terminal.error.line("\(Terminal.error.paint("error:", .red)) \(failure.message)")
                guard Question.isAnsweredYes("edit again? (\(path))", default: true) else { throw failure }
            }
        }
    }

    /// The same error, and where the text is, if somebody has changed it.
    func given(up failure: CommandFailure) -> CommandFailure {
        guard (try? read()) != original else {
            end()
            return failure
        }
        let id = entry.messageID ?? "MESSAGE"
        return CommandFailure(
            failure.code,
            """
            \(failure.message)
            Your text is in \(path); once it is right:
              choreo dlq replay \(entry.participant) --id \(id.onOneLine) --body \(path)
            """)
    }

    /// Removes the file.
    func end() { try? FileManager.default.removeItem(atPath: path) }

    /// The text, without the line end that editors put at the end of a file.
    private func read() throws(CommandFailure) -> String {
        var text = String(decoding: try BodyFile.read(path), as: UTF8.self)
        if text.hasSuffix("\n"), !original.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
