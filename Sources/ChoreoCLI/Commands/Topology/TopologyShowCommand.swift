import ArgumentParser
import Choreography
import RabbitMQManagement

/// `choreo topology show`
struct TopologyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what the broker holds: exchanges, queues, bindings, users and what they may do.",
        discussion: """
            As it is at the moment, with what each queue obeys, holds and is consumed by; numbers lag behind by \
            some seconds. Nothing is changed.

            EXAMPLES
              choreo topology show
              choreo topology show --json | jq '.queues[] | select(.messages > 0)'

            EXIT CODES
              0   shown
              69  no shop runs here, or the broker cannot be reached, or refuses
            """)

    @Flag(help: "Prints one JSON object.")
    var json = false

    @OptionGroup var management: ManagementOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let (client, topology) = try management.open()
        let view = TopologyView(
            virtualHost: topology.virtualHost, version: try await client.version(),
            definitions: try await client.definitions(),
            queues: try await client.queues(in: topology.virtualHost),
            consumers: try await client.consumers(in: topology.virtualHost),
            effective: try await client.effectivePolicies(in: topology.virtualHost))
        Terminal.output.write(json ? try JSONOutput.line(view) + "\n" : view.text())
    }
}
