import ArgumentParser
import Choreography
import RabbitMQ
import ShopSystem

/// `choreo dlq restore`
struct DeadLetterRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Puts exported or discarded dead letters back into their queues.",
        discussion: """
            Each is again what it was, with its message id, its headers and its body, at the end of its queue. What \
            is in its queue still is there twice then; replaying both has one effect.

            EXAMPLES
              choreo dlq restore dead-letters-20260102T030405Z-4711.jsonl
              choreo dlq restore - < letters.jsonl

            EXIT CODES
              0   all are back
              1   some are not; each is named
              65  the file holds something else; nothing was put back
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @Argument(help: "What export or discard has written; - is standard input.")
    var file: String

    @Flag(help: "Only reads the file and tells how many there are.")
    var dryRun = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let records = try DeadLetterFile.read(file)
        guard !dryRun else { return Terminal.output.line("\(records.count) would be restored") }
        let desk = try await DeadLetterDesk(
            try connection.configuration(for: Topology.operatorUser), logger: ConnectionOptions.logger)
        do {
            try await restore(records, at: desk)
        } catch {
            await desk.close()
            throw error
        }
        await desk.close()
    }

    private func restore(_ records: [DeadLetterRecord], at desk: DeadLetterDesk) async throws {
        var failed = 0
        let progress = Progress()
        for (number, record) in records.enumerated() {
            let outcome = try await desk.restore(record)
            progress.update("\(number + 1) of \(records.count) dead letters")
            guard outcome != .confirmed else { continue }
            failed += 1
            Terminal.error.line(
                "number \(number + 1), of \(record.participant): \(PublishRun.words(outcome))")
        }
        progress.end()
        Terminal.output.line("\(records.count - failed) restored")
        guard failed == 0 else {
            throw CommandFailure(.failed, "\(failed) were not restored; \(file) has them")
        }
    }
}
