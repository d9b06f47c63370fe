import Choreography
import ShopSystem

/// A command's time with the dead letters: they are held while it works, and go back when it ends.
struct DeadLetterVisit {
    let desk: DeadLetterDesk
    private let participants: [String]

    /// Runs `body` with what is chosen.
    static func run(
        _ selection: DeadLetterSelection, over connection: ConnectionOptions,
        _ body: (DeadLetterVisit, [DeadLetterEntry]) async throws -> Void
    ) async throws {
        let participants = try selection.participants()
        let desk = try await DeadLetterDesk(
            try connection.configuration(for: Topology.operatorUser), logger: ConnectionOptions.logger)
        let visit = DeadLetterVisit(desk: desk, participants: participants)
        do {
            try await body(visit, try selection.choose(from: try await visit.read()))
        } catch {
            await desk.close()
            throw error
        }
        await desk.close()
    }

    /// Gives everything back while a person thinks, and then takes those of `entries` that are there still.
    func taking<Answer>(
        _ entries: [DeadLetterEntry], afterwards: () async throws -> Answer
    ) async throws -> (answer: Answer, entries: [DeadLetterEntry]) {
        try await desk.release()
        let answer = try await afterwards()
        let bodies = Dictionary(grouping: entries, by: \.messageID)
        let found = try await read().filter { entry in
            bodies[entry.messageID]?.contains { $0.isSame(as: entry) } ?? false
        }
        return (answer, found)
    }

    private func read() async throws -> [DeadLetterEntry] {
        let progress = Progress()
        defer { progress.end() }
        return try await desk.read(participants: participants) { progress.update("\($0) dead letters read") }
    }
}
