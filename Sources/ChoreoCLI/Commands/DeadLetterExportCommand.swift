import ArgumentParser
import ShopSystem

/// `choreo dlq export`
struct DeadLetterExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes dead letters out as lines of JSON, with nothing lost.",
        discussion: """
            They stay where they are. Each line has the participant, all properties and headers, and the body: as \
            text, or in base 64 where it is no UTF-8. `choreo dlq restore` puts them back after they were discarded. \
            Bodies hold what customers wrote: the file is readable for you alone.

            EXAMPLES
              choreo dlq export --output letters.jsonl
              choreo dlq export payment --reason wrong-shape | jq -r .body

            EXIT CODES
              0   done; also when there is none
              1   none fits --id, --type and --reason, or the file cannot be written or is there already
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Option(help: ArgumentHelp("A new file; standard output unless given.", valueName: "file"))
    var output: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await DeadLetterVisit.run(selection, over: connection) { _, chosen in
            guard let output else {
                for entry in chosen {
                    Terminal.output.write(String(decoding: try DeadLetterFile.line(entry), as: UTF8.self))
                }
                return
            }
            try DeadLetterFile.write(chosen, to: output)
            Terminal.error.line("\(chosen.count) written to \(output)")
        }
    }
}
