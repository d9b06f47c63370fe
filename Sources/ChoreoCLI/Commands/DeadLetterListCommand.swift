import ArgumentParser
import ShopSystem

/// `choreo dlq list`
struct DeadLetterListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Dead letters of all participants, counted by reason.",
        discussion: "They stay where they are.")

    @Flag(help: "Prints one JSON object.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await DeadLetterQueueName.withEntries(of: nil, over: connection) { _, entries in
            let summary = DeadLetterSummary(entries)
            if json {
                Terminal.output.line(try JSONOutput.line(summary))
            } else {
                Terminal.output.write(summary.text)
            }
        }
    }
}
