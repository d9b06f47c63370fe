import ArgumentParser
import Foundation
import ShopSystem

/// `choreo chaos`
struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Tortures a shop of its own, heals it, and proves that nothing was lost or done twice.",
        discussion: """
            A private broker and five workers, each behind a proxy and on a small disk of its own. Orders of all \
            kinds are asked for (good, declined, out of stock, undeliverable, senseless, cancelled at any \
            moment, asked for twice, competing for the same few pieces) while
              workers are killed, restarted and frozen,
              the broker is killed, restarted and frozen,
              connections are cut, stalled in one direction or both, and black-holed,
              disks are filled (as root only, since that takes a mount),
              old messages are published again, and garbage and forgeries among them.
            Then everything is healed and comes to rest, all invariants are checked (as choreo verify does), \
            every order must have come to the end of its story, and the whole history is heard again, which \
            must change nothing.

            The same seed makes the same plan; how the machine behaves meanwhile is another matter. The \
            directory is removed when all is well, and kept when not.

            EXAMPLES
              choreo chaos
              choreo chaos --orders 5000 --faults 200 --seed 1
              choreo chaos --orders 200 --faults 40 --without broker_killed --without broker_restarted
              choreo chaos --keep --directory /tmp/chaos --json | jq .violations

            EXIT CODES
              0   nothing lost, nothing done twice, everything at rest, every invariant holds
              1   something is violated; the orders are named
              130 ended by Ctrl-C: no verdict
            """)

    @Option(help: "How many orders are asked for.")
    var orders = 1000

    @Option(help: "How many faults happen meanwhile.")
    var faults = 60

    @Option(help: "Decides on everything left to chance; a random one, which is printed, unless given.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("How many orders a second, as long as nothing stands in the way.", valueName: "n"))
    var rate = 50.0

    @Option(
        help: ArgumentHelp("Seconds until an order that is not confirmed is cancelled.", valueName: "seconds")
    )
    var deadline: Double?

    @Option(
        help: ArgumentHelp("How long everything may take to come to rest at the end.", valueName: "seconds"))
    var drain = 300.0

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A kind of fault to do without: \(ChaosFaultKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"), completion: .list(ChaosFaultKind.allCases.map(\.rawValue)),
        transform: faultKind)
    var without: [ChaosFaultKind] = []

    @Flag(help: "Does not have the whole history heard again, which takes as long as the orders did.")
    var skipRehearing = false

    @Flag(help: "Has it heard again also after more than 20,000 orders.")
    var rehear = false

    @Option(help: "Where the data is kept meanwhile; must be new or empty.", completion: .directory)
    var directory: String?

    @Flag(help: "Keeps the directory also when all is well.")
    var keep = false

    @Flag(help: "Prints one JSON object at the end.")
    var json = false

    @OptionGroup var executables: ExecutablesOption

    @OptionGroup var global: GlobalOptions

    /// Hearing again takes long, so not without being asked for it.
    private static let rehearingLimit = 20_000

    func validate() throws {
        guard (1...1_000_000).contains(orders) else {
            throw ValidationError("--orders must be 1 to 1000000")
        }
        guard (0...100_000).contains(faults) else { throw ValidationError("--faults must be 0 to 100000") }
        guard (0.1...10_000).contains(rate) else { throw ValidationError("--rate must be 0.1 to 10000") }
        guard deadline.map({ (1...86_400).contains($0) }) ?? true else {
            throw ValidationError("--deadline must be 1 to 86400 seconds")
        }
        guard (1...86_400).contains(drain) else {
            throw ValidationError("--drain must be 1 to 86400 seconds")
        }
        guard faults == 0 || Set(without).count < ChaosFaultKind.allCases.count else {
            throw ValidationError("every kind of fault is excluded: use --faults 0")
        }
        guard !(skipRehearing && rehear) else {
            throw ValidationError("--rehear and --skip-rehearing exclude each other")
        }
    }

    func run() async throws {
        let folder = try WorkingDirectory("chaos", at: directory)
        let settings = settings(in: folder.path)
        let progress = Progress()
        Terminal.error.line(
            "seed \(settings.seed): \(orders) orders, \(faults) faults, in \(folder.path)")
        let run = ChaosRun(settings, logger: ConnectionOptions.logger) { text in progress.update(text) }
        let report: ChaosReport?
        do {
            report = try await Interruption.orUntilInterrupted { [keep] in
                try await run.run(keepsFiles: keep)
            }.value
            progress.end()
        } catch {
            progress.end()
            Terminal.error.line("seed \(settings.seed); what the run left is in \(folder.path)")
            throw error
        }
        try tell(report, folder)
    }

    private func settings(in path: String) -> ChaosSettings {
        ChaosSettings(
            orders: orders, faults: faults, seed: seed ?? UInt64.random(in: 1...UInt64(UInt32.max)),
            rate: rate, deadline: deadline.map { .milliseconds(Int($0 * 1000)) },
            drainLimit: .milliseconds(Int(drain * 1000)),
            rehears: rehear || (!skipRehearing && orders <= Self.rehearingLimit), excluded: Set(without),
            directory: path,
            executables: executables.folder)
    }

    private func tell(_ report: ChaosReport?, _ folder: WorkingDirectory) throws {
        guard let report else {
            if !keep { folder.remove() }
            throw CommandFailure(.interrupted, "ended before there was a verdict")
        }
        Terminal.output.write(json ? try JSONOutput.line(report) + "\n" : ChaosText(report).text(on: .output))
        folder.end(keepsShop: keep || !report.isSound)
        guard report.isSound else { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}

private func faultKind(_ text: String) throws -> ChaosFaultKind {
    guard let kind = ChaosFaultKind(rawValue: text) else {
        throw ValidationError("there is no fault of the kind \(text)")
    }
    return kind
}
