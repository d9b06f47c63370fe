import ArgumentParser
import Choreography
import Foundation
import RabbitMQ
import ShopSystem

/// `choreo publish`
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Says an event, as its owner would.",
        discussion: """
            Starts from an example of the type with an order id of its own, applies what is --set, checks the \
            result against the contract and publishes it, mandatory and confirmed.

            EXAMPLES
              choreo publish order.requested
              choreo publish order.requested --set lines[0].quantity=3 --set payment_token=tok_declined
              choreo publish order.requested --count 1000 --rate 200
              choreo publish order.cancel_requested --set order_id=ORDER --set reason="changed my mind"
              echo '{"sku":"product_2","quantity":40}' | choreo publish warehouse.received --file -
              choreo publish order.requested --file broken.json --raw     (to see what a worker does with it)

            EXIT CODES
              0   the broker has confirmed every message
              1   it has not taken some of them
              65  the event does not fit its contract, or there is no such type
              69  no shop runs here, the broker cannot be reached, or it refuses the user
            """)

    @Argument(help: "The event type, as in order.requested.", completion: .eventTypes)
    var type: String

    @Option(help: "The body, from a file; - is standard input.", completion: .file())
    var file: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Puts a JSON value, or else text, at a path of the body.", valueName: "path=value")
    )
    var assignments: [String] = []

    @Option(help: "How many to publish, each with ids of its own.")
    var count = 1

    @Option(help: "How many a second at most.")
    var rate: Double?

    @Option(name: .customLong("message-id"), help: "The message id; a new one unless given.")
    var messageID: String?

    @Option(help: "The broker user; the owner of the type unless given.", completion: .brokerUsers)
    var user: String?

    @Flag(help: "Publishes without a look at the contract.")
    var raw = false

    @Flag(help: "Prints one JSON object for each message.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard count >= 1 else { throw ValidationError("--count must be at least 1") }
        guard rate.map({ $0 > 0 }) ?? true else { throw ValidationError("--rate must be above 0") }
        guard messageID == nil || count == 1 else {
            throw ValidationError(
                "--message-id names one message; it cannot be combined with --count \(count)")
        }
    }

    func run() async throws {
        let catalogue = try EventCatalogue(type)
        var given: [Assignment] = []
        for text in assignments { given.append(try Assignment(text)) }
        let draft = Draft(
            catalogue: catalogue, base: try file.map { .given(try BodyFile.read($0)) } ?? .example,
            assignments: given)
        let sender = user ?? catalogue.owner
        if !raw {
            do {
                try catalogue.validate(try draft.body(newOrderID: Self.newOrderID()))
            } catch let error as InvalidEvent {
                throw CommandFailure(
                    .badData, "this is no \(type): \(error). Correct it, or send it all the same with --raw.")
            }
        }
        let run = PublishRun(
            draft: draft, sender: sender, count: count, rate: rate, messageID: messageID, json: json)
        try await run.publish(over: try connection.configuration(for: sender))
    }

    /// Random throughout, so that its first digits tell orders apart.
    static func newOrderID() -> String { UUID().uuidString.lowercased() }
}
