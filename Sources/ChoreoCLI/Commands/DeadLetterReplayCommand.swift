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

            EXAMPLES
              choreo dlq replay order --id 019aa0b2-…
              choreo dlq replay payment --type order.placed --dry-run
              choreo dlq replay payment --all
            """)

    @Argument(help: "A participant or its dead-letter queue, as in order or order.dlq.")
    var queue: String

    @Option(help: ArgumentHelp("The one with this message id.", valueName: "message"))
    var id: String?

    @Option(help: ArgumentHelp("Those of this event type.", valueName: "type"))
    var type: String?

    @Flag(help: "All of them.")
    var all = false

    @Flag(help: "Only tells what would be replayed.")
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
        try await DeadLetterQueueName.withEntries(of: queue, over: connection) { desk, entries in
            let chosen = entries.filter { all || (id != nil && $0.messageID == id) || $0.type == type }
            if chosen.isEmpty, !all {
                throw CommandFailure(.failed, "no dead letter in \(queue) fits \(id ?? type ?? "that")")
            }
            var failed = 0
            for entry in chosen {
                let outcome = dryRun ? nil : try await desk.replay(entry)
                if let outcome, outcome != .confirmed { failed += 1 }
                try tell(entry, outcome)
            }
            if !json {
                Terminal.output.line("\(chosen.count - failed) \(dryRun ? "would be replayed" : "replayed")")
            }
            guard failed == 0 else {
                throw CommandFailure(
                    .failed, "\(failed) were not taken by the broker and are still in \(queue)")
            }
        }
    }

    private struct Report: Encodable {
        let message_id: String?
        let type: String
        let to: String
        let `as`: String?
        let outcome: String
    }

    private func tell(_ entry: DeadLetterEntry, _ outcome: PublishOutcome?) throws {
        let words = outcome.map(PublishRun.words) ?? "would be replayed"
        if json {
            Terminal.output.line(
                try JSONOutput.line(
                    Report(
                        message_id: entry.messageID, type: entry.type, to: entry.participant,
                        as: entry.originalUser, outcome: words)))
        } else {
            Terminal.output.line(
                "\(entry.type)  message \(entry.messageID ?? "-")  to \(entry.participant) as "
                    + "\(entry.originalUser ?? "nobody")  \(words)")
        }
    }
}
