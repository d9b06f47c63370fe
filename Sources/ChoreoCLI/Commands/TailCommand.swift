import ArgumentParser
import Choreography
import ChoreographyTesting
import ShopSystem

/// `choreo tail`
struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Shows events as they are said.",
        discussion: """
            Reads the stream that keeps every event; watching takes nothing away. Ctrl-C ends it.

            EXAMPLES
              choreo tail
              choreo tail 'payment.*'
              choreo tail '*.cancelled' --from first
              choreo tail --json | jq .type

            EXIT CODES
              0   ended by Ctrl-C
              69  no shop runs here, or the broker cannot be reached
            """)

    @Argument(
        help: "An AMQP topic pattern: * is one word, # any number of words.", completion: .eventTypes)
    var pattern = "#"

    @Option(help: "Where to begin: first, last (the last block written), next.")
    var from: Beginning = .next

    @Flag(help: "Prints one JSON object for each event.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let words = pattern.split(separator: ".")
        let reader = try await HistoryReader(
            try connection.configuration(for: Topology.operatorUser), from: from.start,
            logger: ConnectionOptions.logger)
        if Terminal.error.isInteractive {
            Terminal.error.line(Terminal.error.paint("watching \(pattern); Ctrl-C ends", .dim))
        }
        try await Interruption.orUntilInterrupted {
            while let batch = try await reader.nextBatch() {
                for event in batch
                where TopicPattern.matches(words[...], event.type.split(separator: ".")[...]) {
                    Terminal.output.line(
                        json ? try JSONOutput.line(EventLine(event)) : EventLine(event).text())
                }
            }
        }
        await reader.close()
    }
}

/// Where `tail` begins.
enum Beginning: String, ExpressibleByArgument, CaseIterable {
    case first, last, next

    var start: HistoryReader.Start {
        switch self {
        case .first: .first
        case .last: .last
        case .next: .next
        }
    }
}
