import Foundation
import GRDB
import RabbitMQ

/// An event that was in hand when an earlier process died, and may have been the reason.
struct Suspect: Sendable {
    let source: Work.Source
    let delivery: Delivery
    /// How many attempts have failed before, in other ways.
    var attempt = 0
    /// The first look at its content; nil when nothing is left to do. Not before the attempt is noted.
    let examine: @Sendable () async -> Work?

    /// Under which the attempts are counted; what has no id is known by its content.
    var key: MessageKey {
        if case .timer(let timer) = source { return MessageKey("timer/\(timer.name)/\(timer.key)") }
        guard let id = delivery.properties.messageID, !id.isEmpty else {
            return MessageKey("body/\(contentHash(delivery.body))")
        }
        return MessageKey(id)
    }
}

/// Sees to it that an event which kills the process does so a bounded number of times: after a crash, what may
/// have been in hand is handled alone, its attempt committed beforehand.
struct Quarantine: Sendable {
    /// So many deaths are enough. The first comes without a note, with an event that nobody suspects yet.
    static let maximumCrashes = 3

    let store: Store
    let clock: any WorkerClock

    /// Notes that the suspect is about to be handled.
    ///
    /// - Returns: the work, which clears the note with its transaction: to be handled, or, when the process
    ///   died of it often enough, failed. nil when nothing is left to do.
    func release(_ suspect: Suspect) async throws -> Work? {
        let key = suspect.key
        let earlier = try note(key)
        let work: Work?
        if let earlier, earlier + 1 >= Self.maximumCrashes {
            work = Work(
                source: suspect.source, delivery: suspect.delivery,
                standing: .failed(
                    .permanent(
                        .workerCrashed,
                        "the worker's process ended \(Self.maximumCrashes) times while it had this in hand")),
                attempt: suspect.attempt + Self.maximumCrashes - 1)
        } else {
            work = await suspect.examine()
        }
        return work?.suspected(key)
    }

    /// - Returns: how many attempts were noted before.
    private func note(_ key: MessageKey) throws -> Int? {
        let now = clock.now()
        return try store.database.write { db in try Suspects.note(key, at: now, in: db) }
    }
}
