import ArgumentParser
import Foundation
import RabbitMQ
import ShopSystem

/// `choreo dlq edit`
struct DeadLetterEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Corrects one dead letter in your editor and replays it.",
        discussion: """
            Opens the body in the editor that VISUAL or EDITOR names, else vi. What you save has to fit the contract \
            of its type; a mistake is shown, and you may edit again. Then it goes to the participant that failed, \
            under a message id of its own with the old one in x-replay-of, and the dead letter goes. Meanwhile the \
            dead letter is where it was. When nothing was changed, nothing is sent. When you give up, your text stays \
            in a file that is named.

            EXAMPLES
              choreo dlq edit order --id 019aa0b2-…
              EDITOR='code --wait' choreo dlq edit --id 019aa0b2-…
              choreo dlq edit order --reason wrong-shape --dry-run     (if it is the only one)

            EXIT CODES
              0   sent; or unchanged, and nothing sent
              1   there is no such dead letter or more than one, it was not replayed, or the editor failed
              65  what was saved does not fit the contract of its type, and nobody is there to edit it again
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "Sends nothing; tells what would change, and keeps your text in a file.")
    var dryRun = false

    @Flag(help: "Prints one JSON object.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws { try selection.check(all: false) }

    func run() async throws {
        let editor = Editor(environment: ProcessInfo.processInfo.environment)
        try await DeadLetterVisit.run(selection, over: connection) { visit, chosen in
            guard chosen.count == 1 else {
                throw CommandFailure(
                    .failed,
                    "one can be edited at a time, and \(chosen.count) fit; name it with --id and its queue")
            }
            let session = try EditSession(chosen[0])
            do {
                let (outcome, found) = try await visit.taking(chosen) { try await session.run(editor) }
                try await finish(outcome, found.first, session, visit.desk)
            } catch {
                guard let failure = CommandFailure(error) else { throw error }
                throw session.given(up: failure)
            }
        }
    }

    private func finish(
        _ outcome: EditSession.Outcome, _ entry: DeadLetterEntry?, _ session: EditSession,
        _ desk: DeadLetterDesk
    ) async throws {
        guard case .edited(let edit) = outcome else {
            session.end()
            Terminal.error.line("unchanged, nothing sent")
            return
        }
        guard let entry else {
            throw CommandFailure(
                .failed, "somebody else has taken the dead letter away meanwhile; nothing was sent")
        }
        let result = dryRun ? nil : try await desk.replay(entry, as: edit.message)
        let line = ReplayLine(entry, edit, result, showsDifferences: true)
        Terminal.output.write(json ? try JSONOutput.line(line) + "\n" : line.text())
        guard !dryRun else { return Terminal.error.line("nothing sent; your text is in \(session.path)") }
        guard result == .confirmed else {
            throw CommandFailure(.failed, "it was not replayed, and is where it was")
        }
        session.end()
    }
}
