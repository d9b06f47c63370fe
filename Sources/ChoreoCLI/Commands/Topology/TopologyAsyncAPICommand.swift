import ArgumentParser
import Choreography
import ShopEvents

/// `choreo topology asyncapi`
struct TopologyAsyncAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asyncapi",
        abstract: "Prints the whole choreography as an AsyncAPI 3 document.",
        discussion: """
            Every event with the form of its body and an example, the exchange and routing key under which it is \
            said, the queues from which it is heard, and who may say what in answer. Made from the score and the \
            event types themselves; no broker is needed.

            EXAMPLES
              choreo topology asyncapi --output topology/asyncapi.json
              choreo topology asyncapi | jq '.components.schemas.OrderRequested'
            """)

    @OptionGroup var output: OutputFile
    @OptionGroup var global: GlobalOptions

    func run() throws { try output.write(try AsyncAPIDocument.shop.text()) }
}
