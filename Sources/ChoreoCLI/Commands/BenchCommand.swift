import ArgumentParser
import Foundation
import ShopSystem

/// `choreo bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures a shop of its own: orders per second, latency, CPU, memory, fsyncs.",
        discussion: """
            A private broker and five workers. Orders are asked for, made beforehand, with at most 1,000 messages \
            unconfirmed, and each is followed by its events until its last one comes back. What is told:
              orders/s      from the first message to the last order's end
              messages/s    all messages in the history in that time, whoever said them
              latency       from the customer's last word to the order's last event; at a --rate from the moment \
            at which that was due, so that waiting to be sent counts
              CPU           user and system time until no worker wrote any more, mails into one mbox file included
              peak memory   resident, since the end of the warm-up
              commits       SQLite transactions, each with one fsync of the write-ahead log
              fsyncs        all of them, as the kernel counts them, where there is perf and it may (as root)
            Afterwards all invariants are checked, as choreo verify does. There are no figures of a run in which \
            one does not hold.

            Measure a release build on a machine that does nothing else, and more than once: \
            CHOREO_CONFIGURATION=release ./choreo bench. Publisher and follower run on the same machine; the row \
            bench tells what they use.

            EXAMPLES
              choreo bench
              choreo bench --orders 50000 --warm-up 5000
              choreo bench --orders 100000 --laps 10     (does it stay as it is, up to the millionth order?)
              choreo bench --rate 200                    (latency without a queue before every worker)
              choreo bench --mix all                     (declined, out of stock, cancelled, asked for twice, …)
              choreo bench --sweep --plot latency.svg    (latency over throughput)
              choreo bench --json | jq .latency_ms.p99

            EXIT CODES
              0   measured, and every invariant holds
              1   an invariant does not hold, or orders did not come to their end: no figures
              130 ended by Ctrl-C: no figures
            """)

    @Option(help: "How many orders are measured.")
    var orders = 10_000

    @Option(
        help:
            "How often the same is measured in the same shop; each lap has a row: throughput, memory, files.")
    var laps = 1

    @Option(help: ArgumentHelp("How many orders come before, and are not measured.", valueName: "orders"))
    var warmUp = 1000

    @Option(
        help: ArgumentHelp(
            "How many orders a second; as many as the broker confirms unless given.", valueName: "n"))
    var rate: Double?

    @Option(
        help: ArgumentHelp(
            "What becomes of the orders: happy (the default), all are confirmed; all, every story without carrier.",
            valueName: "mix"), completion: .list(BenchMix.allCases.map(\.rawValue)), transform: benchMix)
    var mix = BenchMix.happy

    @Flag(help: "Measures the same at a series of rates up to the highest throughput.")
    var sweep = false

    @Option(
        help: ArgumentHelp(
            "Where --sweep draws latency over throughput, as SVG; latency.svg unless given.",
            valueName: "file"), completion: .file(extensions: ["svg"]))
    var plot: String?

    @Option(help: "Where the data is kept meanwhile; must be new or empty.", completion: .directory)
    var directory: String?

    @Flag(help: "Keeps the directory.")
    var keep = false

    @Flag(help: "Prints one JSON object.")
    var json = false

    @OptionGroup var executables: ExecutablesOption

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        // All messages of a round are held in memory.
        guard (1...200_000).contains(orders) else { throw ValidationError("--orders must be 1 to 200000") }
        guard (1...1000).contains(laps) else { throw ValidationError("--laps must be 1 to 1000") }
        guard (0...200_000).contains(warmUp) else { throw ValidationError("--warm-up must be 0 to 200000") }
        guard rate.map({ (0.1...100_000).contains($0) }) ?? true else {
            throw ValidationError("--rate must be 0.1 to 100000")
        }
        guard !sweep || rate == nil else {
            throw ValidationError("--sweep chooses the rates itself: leave out --rate")
        }
        guard !sweep || laps == 1 else {
            throw ValidationError("--sweep measures one lap at its highest rate: leave out --laps")
        }
        guard plot == nil || sweep else {
            throw ValidationError("--plot draws what --sweep has measured: add --sweep")
        }
    }

    func run() async throws {
        try checkPlot()
        let folder = try WorkingDirectory("bench", at: directory)
        #if DEBUG
            Terminal.warn(
                "this is a debug build, several times slower: CHOREO_CONFIGURATION=release ./choreo bench")
        #endif
        let progress = Progress()
        let run = BenchRun(
            BenchSettings(
                orders: orders, laps: laps, warmUp: warmUp, rate: rate, mix: mix, sweeps: sweep,
                directory: folder.path,
                executables: executables.folder),
            logger: ConnectionOptions.logger
        ) { text in progress.update(text) }
        let report: BenchReport?
        do {
            report = try await Interruption.orUntilInterrupted { try await run.run() }.value
            progress.end()
        } catch let refusal as BenchRefusal {
            progress.end()
            Terminal.error.write(VerificationReport(refusal.verification, hasBroker: true).text(on: .error))
            throw CommandFailure(.failed, "no figures of a run in which this is wrong; kept: \(folder.path)")
        } catch {
            progress.end()
            Terminal.error.line("what the run left is in \(folder.path)")
            throw error
        }
        folder.end(keepsShop: keep)
        guard let report else { throw CommandFailure(.interrupted, "ended before there were figures") }
        try tell(report)
    }

    private var plotPath: String { plot ?? "latency.svg" }

    /// Before the work is done, not after it.
    private func checkPlot() throws(CommandFailure) {
        guard sweep else { return }
        let folder = URL(filePath: plotPath).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw CommandFailure(.failed, "--plot: \(folder) is no folder in which a file can be written")
        }
    }

    private func tell(_ report: BenchReport) throws {
        Terminal.output.write(json ? try JSONOutput.line(report) + "\n" : BenchText(report).text(on: .output))
        guard let points = report.sweep else { return }
        do {
            try LatencyPlot(points).svg.write(toFile: plotPath, atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure(.failed, "\(plotPath) cannot be written: \(error.localizedDescription)")
        }
        Terminal.error.line("drawn: \(plotPath)")
    }
}

private func benchMix(_ text: String) throws -> BenchMix {
    guard let mix = BenchMix(rawValue: text) else {
        let known = BenchMix.allCases.map(\.rawValue).joined(separator: " and ")
        throw ValidationError("there is no mix \(text); there are \(known)")
    }
    return mix
}
