import ArgumentParser
import Choreography
import Foundation
import ShopSystem

/// `choreo verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks that everything the shop promises is true, of every order there ever was.",
        discussion: """
            Opens the five databases read-only, workers running or not, reads the dead letters and the whole \
            history, and checks:
              1  every order that was asked for is confirmed or cancelled, or a dead letter names it
              2  one terminal state, reached by legal steps, never left
              3  confirmed: charged once; cancelled: no money kept; the amounts agree
              4  initial + received = on hand + reserved + shipped; a reservation ends once
              5  a shipment only for what was charged and reserved, none after a cancellation
              6  one mail for each piece of news, none for what did not happen
              7  every event names its cause, and its sayer has handled that
              8  every event was handled once by everybody who hears it
            They hold when nothing moves any more: a shop at work is told to be so, with what is moving. \
            Nothing is changed, and no worker waits.

            EXAMPLES
              choreo verify
              choreo verify --wait 30             after a burst of orders
              choreo verify --json | jq .violations
              choreo verify --files-only          a shop that has been stopped

            EXIT CODES
              0   at rest, and every invariant holds
              1   an invariant does not hold; the orders are named
              65  a database is missing, damaged, or none of ours
              69  no shop runs here, or the broker cannot be reached
              75  no violation, but something still moves: try again, or use --wait
            """)

    @Flag(help: "Prints one JSON object with all figures and violations.")
    var json = false

    @Option(
        help: ArgumentHelp("First waits until nothing moves, at most so many seconds.", valueName: "seconds"))
    var wait: Double?

    @Flag(
        help: """
            Looks at the databases alone: without broker, history and dead letters, so that no dead letter \
            excuses an order.
            """)
    var filesOnly = false

    @Option(
        help: ArgumentHelp(
            "The folder with the five data folders; DIRECTORY/data unless a running shop tells otherwise."),
        completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp(
            "How many days inboxes remember; older events are not looked for in them.", valueName: "days"))
    var retention: Double?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard wait.map({ (0...86_400).contains($0) }) ?? true else {
            throw ValidationError("--wait must be 0 to 86400 seconds")
        }
        guard retention.map({ (0...36_500).contains($0) }) ?? true else {
            throw ValidationError("--retention must be 0 to 36500 days")
        }
    }

    func run() async throws {
        let verifier = try verifier()
        let progress = Progress()
        let outcome = try await Interruption.orUntilInterrupted {
            if let wait {
                _ = try await verifier.waitForRest(atMost: .milliseconds(Int(wait * 1000))) {
                    progress.update($0)
                }
            }
            let verification = try await verifier.verify { progress.update($0) }
            progress.end()
            try tell(verification)
        }
        if outcome.wasInterrupted { throw CancellationError() }
    }

    private func verifier() throws -> Verifier {
        let sources = try VerifySources(data: data, filesOnly: filesOnly, connection: connection)
        return Verifier(
            dataFolders: sources.folders, mails: sources.mails, access: sources.access,
            managementURL: sources.managementURL,
            retention: retention.map { .milliseconds(Int($0 * 86_400_000)) }, logger: ConnectionOptions.logger
        )
    }

    private func tell(_ verification: Verification) throws {
        let report = VerificationReport(verification, hasBroker: !filesOnly)
        Terminal.output.write(json ? try JSONOutput.line(verification) + "\n" : report.text())
        if let code = report.exitCode { throw ExitCode(code.rawValue) }
    }
}
