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
            order. The same edit replayed twice has one effect.

            EXAMPLES
              choreo dlq replay order --id 019aa0b2-…
              choreo dlq replay payment --type order.placed --dry-run
              choreo dlq replay payment --all
              choreo dlq show order --id 019aa0b2-… --json | jq .body > body.json   (then correct it)
              choreo dlq replay order --id 019aa0b2-… --body body.json --dry-run
            """)

    @Argument(help: "A participant or its dead-letter queue, as in order or order.dlq.")
    var queue: String

    @Option(help: ArgumentHelp("The one with this message id.", valueName: "message"))
    var id: String?

    @Option(help: ArgumentHelp("Those of this event type.", valueName: "type"))
    var type: String?

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

    func validate() throws {
        guard [id != nil, type != nil, all].count(where: { $0 }) == 1 else {
            throw ValidationError("say which: one of --id, --type and --all")
        }
    }

    func run() async throws {
        let newBody = try body.map { try BodyFile.read($0) }
        try await DeadLetterQueueName.withEntries(of: queue, over: connection) { desk, entries in
            let chosen = entries.filter { all || (id != nil && $0.messageID == id) || $0.type == type }
            if chosen.isEmpty, !all {
                throw CommandFailure(.failed, "no dead letter in \(queue) fits \(id ?? type ?? "that")")
            }
            if newBody != nil, chosen.count != 1 {
                throw CommandFailure(
                    .badData,
                    "--body is for one message, and \(chosen.count) fit; name it with --id")
            }
            var failed = 0
            for entry in chosen {
                let edit = try newBody.map { try DeadLetterEdit(entry, body: $0) }
                let outcome = dryRun ? entry.refusal : try await desk.replay(entry, as: edit?.message)
                if let outcome, outcome != .confirmed { failed += 1 }
                try tell(entry, edit, outcome)
            }
            if !json {
                Terminal.output.line("\(chosen.count - failed) \(dryRun ? "would be replayed" : "replayed")")
            }
            guard failed == 0 else {
                throw CommandFailure(
                    .failed, "\(failed) \(dryRun ? "would not be" : "were not") replayed and stay in \(queue)"
                )
            }
        }
    }

    private struct Report: Encodable {
        let message_id: String?
        let type: String
        let to: String
        let `as`: String?
        let outcome: String
        var replay_of: String?
        var differences: [String]?
    }

    private func tell(_ entry: DeadLetterEntry, _ edit: DeadLetterEdit?, _ outcome: PublishOutcome?) throws {
        let messageID = edit == nil ? entry.messageID : edit?.message.properties.messageID
        let words = outcome.map(PublishRun.words) ?? "would be replayed"
        if json {
            Terminal.output.line(
                try JSONOutput.line(
                    Report(
                        message_id: messageID, type: entry.type, to: entry.participant,
                        as: entry.originalUser, outcome: words,
                        replay_of: edit == nil ? nil : entry.messageID,
                        differences: dryRun ? edit?.differences : nil)))
        } else {
            Terminal.output.line(
                "\(entry.type)  message \(messageID ?? "-")  to \(entry.participant) as "
                    + "\(entry.originalUser ?? "nobody")  \(words)")
            guard let edit else { return }
            Terminal.output.line("  in place of message \(entry.messageID ?? "without an id")")
            guard dryRun else { return }
            for line in edit.differences { Terminal.output.line("  " + Self.painted(line)) }
        }
    }

    private static func painted(_ line: String) -> String {
        switch line.first {
        case "-": Terminal.output.paint(line, .red)
        case "+": Terminal.output.paint(line, .green)
        default: line
        }
    }
}
