import ArgumentParser
import ShopSystem

/// `choreo demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Tells a story of eight orders and messages while it happens.",
        discussion: """
            A private broker, five workers, and what can become of an order: confirmed, declined, out of \
            stock, undeliverable, cancelled, published thrice, expired; and a message that nobody can read. \
            Ends with 0 only if every one ended as it must.

            EXAMPLES
              choreo demo
              choreo demo --in-memory      (one process, no broker, seconds)
              choreo demo --json | jq .orders
              choreo demo --keep           (leaves databases, logs and mails to look at)

            EXIT CODES
              0   every story ended as it must
              1   one did not; the message says which
              130 ended by Ctrl-C before the story was over
            """)

    @Flag(help: "Everything in this process, without RabbitMQ.")
    var inMemory = false

    @Flag(help: "Prints one JSON object at the end, and headlines on standard error.")
    var json = false

    @Flag(help: "Keeps the demo's directory.")
    var keep = false

    @OptionGroup var executables: ExecutablesOption

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let directory = try WorkingDirectory("demo")
        let narrator = Narrator(json ? .error : .output, isBrief: json)
        let theatre = Theatre(directory: directory.path, narrator: narrator, executables: executables.folder)
        let report: DemoReport?
        do {
            report = try await Interruption.orUntilInterrupted { [inMemory] in
                inMemory ? try await theatre.playInMemory() : try await theatre.playOnBroker()
            }.value
        } catch {
            Terminal.error.line("what the demo left is in \(directory.path)")
            throw error
        }
        if keep {
            Terminal.error.line("kept: \(directory.path)")
        } else {
            directory.remove()
        }
        guard let report else { throw CommandFailure(.interrupted, "ended before the story was over") }
        if json {
            Terminal.output.line(try JSONOutput.line(report))
            for problem in report.problems { Terminal.error.line(problem) }
        } else {
            Terminal.output.write(report.text(on: .output))
        }
        guard report.ok else { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}
