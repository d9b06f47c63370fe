import ArgumentParser
import RabbitMQ
import ShopSystem

/// `choreo dlq replay`
struct DeadLetterReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Gives dead letters back to the participant that could not handle them.",
        discussion: """
            Each goes to that participant's queue alone, under its message id and its sender's name; whoever \
            had handled it before is not asked again. The dead letter goes once the broker has the copy. Mend \
            the cause first: what fails again is a dead letter again.

            With --body one message gets another body. That has to fit the contract of its type; it goes out \
            under a message id of its own, with the old one in the header x-replay-of, and stays part of the same \
            order. The same edit replayed twice has one effect. `choreo dlq edit` does it with an editor.

            EXAMPLES
              choreo dlq replay order --id 019aa0b2-…
              choreo dlq replay payment --type order.placed --dry-run
              choreo dlq replay --reason outside-unavailable
              choreo dlq replay payment --all
              choreo dlq show order --id 019aa0b2-… --json | jq .body > body.json   (then correct it)
              choreo dlq replay order --id 019aa0b2-… --body body.json --dry-run

            EXIT CODES
              0   all that fit were replayed, or would be
              1   none fits, or some were not replayed; they are where they were
              64  it is not said which
              65  the body does not fit the contract of its type
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "All of them.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Another body for the one message, from a file; - is standard input.", valueName: "file"))
    var body: String?

    @Flag(help: "Only tells what would be replayed; with --body also what would change.")
    var dryRun = false

    @Flag(help: "Prints one JSON object for each.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws { try selection.check(all: all) }

    func run() async throws {
        let newBody = try body.map { try BodyFile.read($0) }
        try await DeadLetterVisit.run(selection, over: connection) { visit, chosen in
            if newBody != nil, chosen.count != 1 {
                throw CommandFailure(
                    .badData,
                    "--body is for one message, and \(chosen.count) fit; name it with --id and its queue")
            }
            var failed = 0
            let progress = Progress()
            for (number, entry) in chosen.enumerated() {
                let edit = try newBody.map { try DeadLetterEdit(entry, body: $0) }
                let outcome = dryRun ? entry.refusal : try await visit.desk.replay(entry, as: edit?.message)
                let hasFailed = outcome != nil && outcome != .confirmed
                if hasFailed { failed += 1 }
                progress.update("\(number + 1) of \(chosen.count) dead letters")
                if json || hasFailed || chosen.count <= 20 || dryRun { try tell(entry, edit, outcome) }
            }
            progress.end()
            try tellSum(of: chosen.count, failed: failed)
        }
    }

    private func tell(_ entry: DeadLetterEntry, _ edit: DeadLetterEdit?, _ outcome: PublishOutcome?) throws {
        let line = ReplayLine(entry, edit, outcome, showsDifferences: dryRun)
        Terminal.output.write(json ? try JSONOutput.line(line) + "\n" : line.text())
    }

    private func tellSum(of count: Int, failed: Int) throws(CommandFailure) {
        if !json { Terminal.output.line("\(count - failed) \(dryRun ? "would be replayed" : "replayed")") }
        guard failed == 0 else {
            throw CommandFailure(
                .failed, "\(failed) \(dryRun ? "would not be" : "were not") replayed and stay where they are")
        }
    }
}
