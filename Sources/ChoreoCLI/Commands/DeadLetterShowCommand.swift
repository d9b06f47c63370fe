import ArgumentParser
import ShopSystem

/// `choreo dlq show`
struct DeadLetterShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Dead letters with their diagnosis, headers and body.",
        discussion: """
            They stay where they are, in their order. Bodies hold what customers wrote: mind who reads along.

            EXAMPLES
              choreo dlq show order
              choreo dlq show order.dlq --id 019aa0b2-…
            """)

    @Argument(help: "A participant or its dead-letter queue, as in order or order.dlq.")
    var queue: String

    @Option(help: ArgumentHelp("Only the one with this message id.", valueName: "message"))
    var id: String?

    @Option(help: "How many to show at most.")
    var limit = 20

    @Flag(help: "Prints one JSON object for each.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await DeadLetterQueueName.withEntries(of: queue, over: connection) { _, entries in
            let chosen = entries.filter { id == nil || $0.messageID == id }
            if let id, chosen.isEmpty {
                throw CommandFailure(.failed, "no dead letter with message id \(id) in \(queue)")
            }
            for entry in chosen.prefix(limit) {
                let report = DeadLetterReport(entry)
                Terminal.output.write(json ? try JSONOutput.line(report) + "\n" : try report.text())
            }
            guard !json else { return }
            if chosen.isEmpty { Terminal.output.line("no dead letters in \(queue)") }
            if chosen.count > limit { Terminal.output.line("… and \(chosen.count - limit) more (--limit)") }
        }
    }
}
