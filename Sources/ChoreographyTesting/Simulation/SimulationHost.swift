import Choreography
import Foundation
import GRDB

extension StageHost {
    /// Lives on the one thread of a machine, so that their files stand still while they are copied.
    init(on machine: SimulatedMachine, _ chance: SimulationChance, link: FaultyBroker) {
        self.init(
            makeThread: { machine.makeThread() },
            link: { _ in link },
            opened: { store in
                // A killed process leaves what it has written; the power is not cut here.
                try store.database.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA synchronous = OFF")
                }
            },
            copy: { path, copy in
                // All that a killed process leaves; the third file, SQLite's shared memory, goes with it.
                for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                }
            },
            downtime: { chance.duration(.milliseconds(10) ... .seconds(60)) })
    }
}

extension CrashStage {
    /// Of the score.
    nonisolated var participants: [String] { score.parts.map(\.name) }

    /// Lets the database of the present life grow no more, or again. The next life knows nothing of it.
    func limitDisk(of participant: String, isFull: Bool) {
        guard let store = store(of: participant) else { return }
        // The smallest number means: as large as it is. A database that was closed in the meantime needs no limit.
        try? store.database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = \(isFull ? 1 : 1_073_741_823)")
        }
    }
}

/// A participant whose reactions fail now and then, without its read models, which work in the background with threads
/// of their own.
struct SimulatedParticipant: Participant {
    let participant: any Participant
    let chance: SimulationChance

    var name: String { participant.name }

    var reactions: [Reaction] {
        participant.reactions.map { [chance] reaction in
            reaction.followed(by: {
                guard chance.strikes(.reactionFails) else { return }
                throw Failure.transient("simulated", "it fails now and then")
            })
        }
    }

    func migrate(_ migrator: inout DatabaseMigrator) { participant.migrate(&migrator) }
    func seed(_ db: Database) throws { try participant.seed(db) }
}
