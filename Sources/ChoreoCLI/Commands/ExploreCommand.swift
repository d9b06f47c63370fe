import ArgumentParser
import ChoreographyTesting
import ShopSystem

/// `choreo explore`
struct ExploreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Searches everything that can happen in the dance, and judges every state of it.",
        discussion: """
            The rules of the five workers run in this process, without broker, clock or database. Every message \
            is delivered at every moment and in every order, some more than once and without an inbox that would \
            stop them; every answer of bank and carrier is tried; the customer changes their mind, the deadline \
            passes, the parcel is collected, a process dies between asking and writing, at every moment. All \
            invariants are checked in all states. A violation is told as the shortest story that leads to it.

            Without options three searches are made: one order with everything that can happen to it, one with \
            its mails, and two orders that want the last unit.

            EXAMPLES
              choreo explore
              choreo explore --orders 1 --duplicates 3
              choreo explore --orders 1 --mails --duplicates 1
              choreo explore --orders 2 --cancellations 0 --json | jq .states

            EXIT CODES
              0   every state was looked at, and every invariant holds in it
              1   an invariant does not hold, or not every state was looked at
            """)

    @Option(help: ArgumentHelp("How many orders, 1 to 3; all want the same sku.", valueName: "n"))
    var orders: Int?

    @Option(help: ArgumentHelp("How many units there are.", valueName: "n"))
    var stock: Int?

    @Option(help: ArgumentHelp("How many extra deliveries there may be in all.", valueName: "n"))
    var duplicates: Int?

    @Option(
        help: ArgumentHelp(
            "How often a process may die between what it asks for outside and its transaction.",
            valueName: "n"))
    var deaths: Int?

    @Option(help: ArgumentHelp("How many of the orders may be cancelled.", valueName: "n"))
    var cancellations: Int?

    @Flag(inversion: .prefixedNo, help: "Deadlines may pass.")
    var deadlines: Bool?

    @Flag(inversion: .prefixedNo, help: "The carrier comes for the parcels.")
    var collections: Bool?

    @Flag(inversion: .prefixedNo, help: "Mails are written.")
    var mails: Bool?

    @Option(help: ArgumentHelp("How many states to look at; one takes some 80 bytes.", valueName: "n"))
    var limit = 30_000_000

    @Flag(help: "Prints one JSON object for each search.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard orders.map({ (1...3).contains($0) }) ?? true else {
            throw ValidationError("--orders must be 1 to 3")
        }
        for (name, value) in [
            ("stock", stock), ("duplicates", duplicates), ("deaths", deaths),
            ("cancellations", cancellations),
        ] {
            guard value.map({ (0...100).contains($0) }) ?? true else {
                throw ValidationError("--\(name) must be 0 to 100")
            }
        }
        guard (1...1_000_000_000).contains(limit) else {
            throw ValidationError("--limit must be 1 to 1000000000")
        }
    }

    func run() async throws {
        var isSound = true
        for shop in searches {
            let progress = Progress()
            let limit = limit
            let outcome = try await Interruption.orUntilInterrupted {
                try await shop.exploration().run(limit: limit) { states, depth in
                    progress.update("\(states) states, \(depth) steps deep")
                }
            }
            progress.end()
            guard let report = outcome.value else {
                throw CommandFailure(.interrupted, "ended before everything was seen")
            }
            isSound = isSound && report.isComplete && report.violations.isEmpty
            Terminal.output.write(
                json
                    ? try JSONOutput.line(ExplorationOutcome(shop: shop, report: report)) + "\n"
                    : ExplorationText(shop, report).text(on: .output))
        }
        guard isSound else { throw ExitCode(1) }
    }

    /// Those that need no options, or the one that was asked for.
    private var searches: [ShopExploration] {
        let isAsked =
            [orders, stock, duplicates, deaths, cancellations].contains { $0 != nil }
            || [deadlines, collections, mails].contains { $0 != nil }
        guard isAsked else { return [.oneOrder, .mailed, .lastUnit] }
        var shop = (orders ?? 1) == 1 ? ShopExploration.oneOrder : .lastUnit
        shop.orders = orders ?? shop.orders
        shop.stock = stock ?? shop.stock
        shop.duplicates = duplicates ?? shop.duplicates
        shop.deaths = deaths ?? shop.deaths
        shop.cancellations = cancellations ?? shop.cancellations
        shop.deadlines = deadlines ?? shop.deadlines
        shop.collections = collections ?? shop.collections
        shop.mails = mails ?? shop.mails
        return [shop]
    }
}
