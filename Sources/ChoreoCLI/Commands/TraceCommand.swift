import ArgumentParser
import Choreography
import Foundation
import ShopSystem

/// `choreo trace`
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows one order's whole story: what caused what, how long it took, what is missing.",
        discussion: """
            Reads the stream that keeps every event, from its beginning, and takes nothing away. Each event stands \
            below the one that caused it, with the time that whoever said it has taken. Dead letters of the order \
            stand below the event that could not be handled. What the score calls for and nobody has said is named \
            with the participant that owes it, what waits in its queue, and who consumes it.

            With --follow what is said next is told as it comes, until the order is at rest; why nothing comes is \
            told whenever that changes. With --json each event is then a line of its own, and so is what is missing.

            EXAMPLES
              choreo trace 5e1f0c3a-7b0e-4c59-9a57-3d0d3b1f2a10
              choreo trace 5e1f0c3a          (the beginning of an order id will do)
              choreo trace 5e1f0c3a --follow
              choreo trace 5e1f0c3a --json | jq .missing[].text

            EXIT CODES
              0   the order is at rest, and nothing of it has died
              1   something is missing or dead, or there is no such order
              69  no shop runs here, the broker cannot be reached, or it refuses
              130 ended by Ctrl-C while it followed
            """)

    @Argument(help: "The order id, or its beginning.")
    var order: String

    @Flag(help: "Goes on until the order is at rest.")
    var follow = false

    @Flag(help: "Prints one JSON object; with --follow one for each event.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let surroundings = try Surroundings(connection)
        let outcome = try await Interruption.orUntilInterrupted { try await trace(surroundings) }
        guard let trace = outcome.value, !outcome.wasInterrupted else { throw CancellationError() }
        guard trace.isComplete else { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }

    private func trace(_ surroundings: Surroundings) async throws -> OrderTrace {
        var search = OrderSearch(order)
        var followed: OrderTrace?
        let progress = Progress()
        try await HistoryReader.readAll(surroundings.access, logger: ConnectionOptions.logger) {
            batch, count in
            search.take(batch)
            progress.update("\(count) events read")
        } atEnd: { reader in
            progress.end()
            guard follow else { return }
            var follower = TraceFollower(search, surroundings, json: json)
            followed = try await follower.follow(reader)
        }
        if let followed { return followed }
        return try await tell(search, surroundings)
    }

    private func tell(_ search: OrderSearch, _ surroundings: Surroundings) async throws -> OrderTrace {
        guard let id = try search.order() else {
            throw CommandFailure(
                .failed,
                "no event of an order \(order) in the history (\(search.count) events read); see choreo tail --from first"
            )
        }
        let events = search.events(of: id)
        let letters = try await surroundings.deadLetters(of: id, Set(events.compactMap(\.messageID)))
        let trace = OrderTrace(order: id, events: events, letters: letters)
        let standings = await surroundings.standings(of: Set(trace.progress.owed.map(\.participant)))
        let missing = trace.missing(standings)
        Terminal.output.write(
            json
                ? try JSONOutput.line(TraceReport(trace, missing: missing)) + "\n"
                : trace.text(missing: missing))
        return trace
    }
}
