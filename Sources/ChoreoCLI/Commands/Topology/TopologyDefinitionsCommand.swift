import ArgumentParser
import Choreography
import ShopEvents

/// `choreo topology definitions`
struct TopologyDefinitionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "definitions", abstract: "Prints the definitions document, without passwords.",
        discussion: """
            The document is what the broker's own import of definitions takes. Users cannot log in until a \
            password is set.

            EXAMPLE
              choreo topology definitions --output topology/definitions.json
            """)

    @Option(help: "The virtual host.")
    var vhost: String?

    @OptionGroup var output: OutputFile
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try output.write(try Topology(.shop, virtualHost: vhost).definitions)
    }
}
