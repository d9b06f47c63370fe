import ArgumentParser
import Choreography
import ShopSystem

/// `choreo dlq`
struct DeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq", abstract: "Dead letters: what the participants could not handle, and why.",
        discussion: """
            EXAMPLES
              choreo dlq list
              choreo dlq show order
              choreo dlq replay order --id MESSAGE
            """,
        subcommands: [
            DeadLetterListCommand.self, DeadLetterShowCommand.self, DeadLetterReplayCommand.self,
        ])
}

/// What the three have in common.
enum DeadLetterQueueName {
    /// The participants meant by `name`, which is a participant, its dead-letter queue, or nil for all.
    static func participants(_ name: String?) throws(CommandFailure) -> [String] {
        guard let name else { return RunningSystem.workers }
        let suffix = Topology.deadLetterQueueSuffix
        let participant = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
        try ParticipantName.check(participant)
        return [participant]
    }

    /// Reads and gives back; `body` works with the messages while they are held.
    static func withEntries(
        of name: String?, over connection: ConnectionOptions,
        _ body: (DeadLetterDesk, [DeadLetterEntry]) async throws -> Void
    ) async throws {
        let participants = try participants(name)
        let desk = try await DeadLetterDesk(
            try connection.configuration(for: Topology.operatorUser), logger: ConnectionOptions.logger)
        let progress = Progress()
        do {
            let entries = try await desk.read(participants: participants) { progress.update("\($0) read") }
            progress.end()
            try await body(desk, entries)
        } catch {
            await desk.close()
            throw error
        }
        await desk.close()
    }
}
