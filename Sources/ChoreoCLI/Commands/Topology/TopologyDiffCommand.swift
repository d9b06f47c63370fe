import ArgumentParser
import Choreography
import RabbitMQManagement

/// `choreo topology diff`
struct TopologyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compares the running broker with the score, and says how to mend each difference safely.",
        discussion: """
            Looks at the virtual host, users and their tags, exchanges, queues and their types, policies and \
            what each queue in fact obeys, bindings, permissions and topic permissions. Nothing is changed. \
            What the broker has beside the score is a warning: it may be wanted.

            EXAMPLES
              choreo topology diff
              choreo topology diff --json | jq '.differences[].object'
              CHOREO_MANAGEMENT_URL=http://admin:secret@localhost:15672 choreo topology diff

            EXIT CODES
              0   the broker holds the topology; there may be warnings
              1   it differs
              69  no shop runs here, or the broker cannot be reached, or refuses
            """)

    @Flag(help: "Prints one JSON object with all differences.")
    var json = false

    @OptionGroup var management: ManagementOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let (client, topology) = try management.open()
        let report = TopologyDiffReport(try await client.differences(from: topology))
        Terminal.output.write(json ? try JSONOutput.line(report) + "\n" : report.text())
        if report.errors > 0 { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}
