import ArgumentParser
import Foundation
import ShopSystem

/// `choreo status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows how every participant is, what waits where, and what to do about it.",
        discussion: """
            Asks the workers' HTTP doors, the broker, and the end of the history; takes nothing from any of \
            them. What is not known is shown as -.
              up, ready     its process is there; it consumes and publishes
              consumes      it takes messages from its queue
              deliv/s       messages dealt with a second, since the last look
              effect/s      those among them that had an effect
              dups          repetitions stopped since its process was started
              retry         messages that wait in its database to be tried again
              outbox, age   events said and not yet confirmed; how old the oldest is
              dead          dead letters, each for a person to look at (choreo dlq)
              queue         messages ready, and those in hand some seconds ago
              oldest        how long the oldest has been waiting, about: its place in
                            the queue is looked up in the history
            A shop of choreo up tells by itself where everything is. For another one give its broker, and the \
            doors of its workers with --door.

            EXAMPLES
              choreo status
              choreo status --watch
              choreo status --json | jq '.problems[].message'
              choreo status --watch --json --interval 10 >> status.jsonl
              choreo status --amqp-url amqp://operator@broker.example/shop \\
                --door order=http://orders.example:8081

            EXIT CODES
              0   everybody works, and nothing waits for a person
              1   something is wrong (at the last look); a line says what to do
              65  a door or a URL is given wrongly
              69  no shop runs here
              130 ended by Ctrl-C before it was done (not with --watch)
            """)

    @Flag(help: "Looks again and again, in place on a terminal, until Ctrl-C.")
    var watch = false

    @Option(
        help: ArgumentHelp("How often --watch looks; 2 unless given.", valueName: "seconds"))
    var interval: Double?

    @Option(
        name: .customLong("door"), parsing: .singleValue,
        help: ArgumentHelp(
            "The HTTP door of a worker, as in order=http://host:port; once for each.",
            discussion: "What to show there: CHOREO_HTTP_TOKEN or CHOREO_HTTP_TOKEN_FILE.",
            valueName: "name=url"))
    var doors: [String] = []

    @Flag(help: "Prints one JSON object, with --watch one for each refresh.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard interval.map({ (0.5...3600).contains($0) }) ?? true else {
            throw ValidationError("--interval must be 0.5 to 3600 seconds")
        }
        guard interval == nil || watch else {
            throw ValidationError("--interval is for --watch: add it")
        }
    }

    func run() async throws {
        let reader = try StatusReader(
            try StatusSources(connection, doors: doors), logger: ConnectionOptions.logger)
        let screen = StatusScreen(isJSON: json, isLive: watch)
        let outcome: (value: Void?, wasInterrupted: Bool)
        do {
            outcome = try await Interruption.orUntilInterrupted {
                let progress = Progress()
                await reader.prepare()
                // Rates need two looks at some distance.
                try await Task.sleep(for: .seconds(1))
                progress.update("asking the workers and the broker …")
                repeat {
                    let status = await reader.read()
                    // What a cancelled question has answered is no answer.
                    try Task.checkCancellation()
                    progress.end()
                    try await screen.show(status)
                    guard watch else { break }
                    try await Task.sleep(for: .milliseconds(Int((interval ?? 2) * 1000)))
                } while true
            }
        } catch {
            await screen.end()
            await reader.close()
            throw error
        }
        await screen.end()
        await reader.close()
        if outcome.wasInterrupted, !watch { throw CancellationError() }
        if await screen.isAlarming { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}

/// Where the status is shown, and whether the last one was good.
private actor StatusScreen {
    private let isJSON: Bool
    private let live: LiveText?
    private(set) var isAlarming = false

    init(isJSON: Bool, isLive: Bool) {
        self.isJSON = isJSON
        live = isLive ? LiveText(on: .output) : nil
    }

    func show(_ status: ShopStatus) throws {
        isAlarming = !status.problems.isEmpty
        if isJSON { return Terminal.output.line(try JSONOutput.line(status)) }
        let text = StatusText(status).text(on: .output)
        if let live { live.show(text) } else { Terminal.output.write(text) }
    }

    func end() { live?.end() }
}
