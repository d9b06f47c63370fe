import ArgumentParser
import Choreography
import ShopSystem

/// `choreo dlq show`
struct DeadLetterShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Dead letters with their diagnosis, headers and body, and what has happened around them.",
        discussion: """
            They stay where they are, in their order. What was said about the same order before and after comes from \
            the stream that keeps every event. Bodies hold what customers wrote: mind who reads along.

            EXAMPLES
              choreo dlq show order
              choreo dlq show order.dlq --id 019aa0b2-…
              choreo dlq show --reason not-json --limit 3 --without-history

            EXIT CODES
              0   done; also when there is none
              1   none fits --id, --type and --reason
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Option(help: "How many to show at most.")
    var limit = 20

    @Flag(help: "Leaves out what has happened, which a long history takes a while to tell.")
    var withoutHistory = false

    @Flag(help: "Prints one JSON object for each.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        try await DeadLetterVisit.run(selection, over: connection) { visit, chosen in
            let shown = Array(chosen.prefix(limit))
            try await visit.desk.release()
            let story = withoutHistory || shown.isEmpty ? nil : try await readStory(of: shown)
            for entry in shown {
                let report = DeadLetterReport(entry, trace: story?.trace(of: entry))
                Terminal.output.write(json ? try JSONOutput.line(report) + "\n" : try report.text())
            }
            guard !json else { return }
            if chosen.isEmpty { Terminal.output.line("no dead letters") }
            if chosen.count > limit { Terminal.output.line("… and \(chosen.count - limit) more (--limit)") }
        }
    }

    private func readStory(of entries: [DeadLetterEntry]) async throws -> DeadLetterStory {
        var story = DeadLetterStory(of: entries)
        let progress = Progress()
        defer { progress.end() }
        try await HistoryReader.readAll(
            try connection.configuration(for: Topology.operatorUser), logger: ConnectionOptions.logger
        ) { batch, count in
            story.take(batch)
            progress.update("\(count) events read")
        }
        return story
    }
}
