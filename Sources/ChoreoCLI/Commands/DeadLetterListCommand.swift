import ArgumentParser
import ShopSystem

/// `choreo dlq list`
struct DeadLetterListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Dead letters, counted by reason, queue and type.",
        discussion: """
            They stay where they are.

            EXAMPLES
              choreo dlq list
              choreo dlq list payment
              choreo dlq list --reason not-json --json | jq .groups[].count

            EXIT CODES
              0   also when there are dead letters
              1   none fits --id, --type and --reason
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "Prints one JSON object.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await DeadLetterVisit.run(selection, over: connection) { _, entries in
            let summary = DeadLetterSummary(entries)
            Terminal.output.write(json ? try JSONOutput.line(summary) + "\n" : summary.text)
        }
    }
}
