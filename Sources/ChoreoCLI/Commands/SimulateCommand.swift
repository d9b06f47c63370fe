import ArgumentParser
import ChoreographyTesting
import Foundation
import ShopSystem
import Synchronization

/// `choreo simulate`
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs the five workers in simulated time, with everything going wrong, by a seed.",
        discussion: """
            Shops in this process: the workers as they are, with their databases, on one thread that runs them in \
            an order left to chance; a broker in memory, and a clock that moves when nothing else is left to do. \
            Messages are lost, doubled, late and out of order, confirms are lost, connections end, processes die at \
            any step of a delivery and come back, disks are full, reactions fail, bank, carrier and mail system are \
            slow, fail, or lose their answers, some messages are nonsense. At the end dead letters are replayed, \
            every invariant is checked (as choreo verify does), every order must have come to the end of its \
            story, and bank, carrier and mail system must remember what the books say.

            Each shop has a seed of its own: the first that of --seed, each further one the next. The same seed with \
            as many orders is the same run, to the last message id; so a shop in which something was found can be \
            had again alone.

            EXAMPLES
              choreo simulate
              choreo simulate --orders 1000000
              choreo simulate --seed 42 --orders 1000 --keep /tmp/shop
              choreo simulate --seed 1 --orders 20000 --json | jq .failures

            EXIT CODES
              0   everything is as promised in all shops
              1   something is not; the seeds are named
              130 ended by Ctrl-C: no verdict
            """)

    @Option(help: "Of the first shop; a random one, which is printed, unless given.")
    var seed: UInt64?

    @Option(help: ArgumentHelp("How many orders in all.", valueName: "n"))
    var orders = 10_000

    @Option(help: ArgumentHelp("How many orders in each shop.", valueName: "n"))
    var perShop = 1000

    @Option(
        help: ArgumentHelp(
            "How many shops run side by side; as many as there are processors.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Nothing goes wrong.")
    var calm = false

    @Option(
        help: "Keeps the databases in this directory; else in memory and only until the verdict.",
        completion: .directory)
    var keep: String?

    @Flag(help: "Prints one JSON object at the end.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for (name, value, limit) in [
            ("orders", orders, 1_000_000_000), ("per-shop", perShop, 1_000_000), ("jobs", jobs ?? 1, 1024),
        ] {
            guard (1...limit).contains(value) else {
                throw ValidationError("--\(name) must be 1 to \(limit)")
            }
        }
    }

    func run() async throws {
        let seed = seed ?? UInt64.random(in: 1...UInt64(UInt32.max))
        let folder = try folder()
        defer { if keep == nil { try? FileManager.default.removeItem(at: folder) } }
        let simulations = ShopSimulations(
            seed: seed, orders: orders, ordersPerShop: perShop,
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, faults: calm ? .none : .usual,
            keepsFiles: keep != nil, in: folder)
        let progress = Progress()
        Terminal.error.line("seed \(seed): \(orders) orders, \(perShop) in each shop")
        let outcome = try await Interruption.orUntilInterrupted { [orders] in
            try await simulations.run { [told = Mutex<Set<UInt64>>([])] report in
                // As soon as it is known: the rest may take an hour.
                for failure in report.failures
                where told.withLock({ $0.insert(failure.seed).inserted }) {
                    let findings = failure.findings.joined(separator: "; ")
                    Terminal.error.line("seed \(failure.seed), \(failure.orders) orders: \(findings)")
                }
                progress.update("\(report.orders) of \(orders) orders, \(report.failures.count) shops failed")
            }
        }
        progress.end()
        guard let report = outcome.value else {
            throw CommandFailure(.interrupted, "ended before there was a verdict")
        }
        Terminal.output.write(
            json ? try JSONOutput.line(report) + "\n" : SimulationText(report).text(on: .output))
        guard report.failures.isEmpty else { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }

    private func folder() throws -> URL {
        let folder =
            keep.map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? ShopSimulations.fastestFolder.appending(path: "choreo-simulate-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
