import ArgumentParser
import Choreography
import Foundation
import ShopSystem

/// `choreo trace`
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Shows one order's whole story: which event caused which, and when.",
        discussion: """
            Reads the stream that keeps every event, from its beginning, and takes nothing away.

            EXAMPLES
              choreo trace 5e1f0c3a-7b0e-4c59-9a57-3d0d3b1f2a10
              choreo trace 5e1f0c3a          (the beginning of an order id will do)
              choreo trace 5e1f0c3a --json
            """)

    @Argument(help: "The order id, or its beginning.")
    var order: String

    @Flag(help: "Prints one JSON object.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let events = try await readHistory()
        let wanted = order.lowercased()
        let ids = Set(events.compactMap(\.orderID).filter { $0.hasPrefix(wanted) })
        guard let id = ids.first else {
            throw CommandFailure(
                .failed,
                "no event of an order \(order) in the history (\(events.count) events read); see choreo tail --from first"
            )
        }
        guard ids.count == 1 else {
            throw CommandFailure(
                .failed,
                "\(ids.count) orders begin with \(order); give more of the id: "
                    + ids.sorted().prefix(5).joined(separator: ", "))
        }
        let story = OrderTrace(order: id, events: events.filter { $0.orderID == id })
        Terminal.output.write(json ? try JSONOutput.line(story.report) + "\n" : story.text())
    }

    /// All events there are now.
    private func readHistory() async throws -> [HistoryEvent] {
        let progress = Progress()
        defer { progress.end() }
        return try await HistoryReader.readAll(
            try connection.configuration(for: Topology.operatorUser), logger: ConnectionOptions.logger
        ) { progress.update("\($0) events read") }
    }
}
