package import Foundation
import GRDB

extension Worker {
    /// How it is at this moment.
    public var health: WorkerHealth {
        get async {
            let (isConsuming, trouble) = await (intake.isConsuming, intake.trouble)
            let (isPublishing, objection, depth) = await (relay.isPublishing, relay.trouble, relay.depth)
            let storeTrouble = await pipeline.storeTrouble
            let (age, outboxTrouble) = await outboxAge()
            var reasons: [String] = []
            if !isConsuming {
                let pause = await pipeline.pause.map {
                    "paused until \($0.until.formatted(.timestamp)): \($0.reason)"
                }
                reasons.append("not consuming\((pause ?? trouble).map { ": \($0)" } ?? "")")
            }
            if !isPublishing { reasons.append("not publishing\(objection.map { ": \($0)" } ?? "")") }
            reasons += [storeTrouble, outboxTrouble].compactMap(\.self)
            return WorkerHealth(
                isConsuming: isConsuming, isPublishing: isPublishing, outboxDepth: depth, outboxAge: age,
                figures: await figures, reasons: reasons)
        }
    }

    /// What it has done since it started; costs less than ``health``.
    public var figures: WorkerFigures {
        get async {
            var figures = await pipeline.figures
            figures.published = await relay.published
            return figures
        }
    }

    /// Whether it has nothing to do until `horizon` unless something comes: it is connected, and nothing is in hand,
    /// unsent, kept for another try, or due.
    package func isAtRest(until horizon: Date) async throws -> Bool {
        guard await intake.isConsuming, await relay.isPublishing, await relay.depth == 0 else { return false }
        return try await pipeline.isAtRest(until: horizon)
    }

    /// What waits in its database at this moment.
    ///
    /// - Throws: a database error; a transient ``Failure`` when the worker has ended.
    public var backlog: WorkerBacklog {
        get async throws {
            try await store.read { db in
                WorkerBacklog(
                    parked: try Outbox.parked(in: db), retries: try Retries.count(in: db),
                    timers: try Timers.count(in: db))
            }
        }
    }

    /// For how long the oldest event has waited to be published, and why that is too long.
    private func outboxAge() async -> (age: Duration?, trouble: String?) {
        do {
            guard let oldest = try await store.read({ try Outbox.oldest(in: $0) }) else { return (nil, nil) }
            let age = Duration.microseconds(clock.now().microseconds(since: oldest))
            guard age > configuration.maximumOutboxAge else { return (age, nil) }
            return (
                age,
                "the outbox is too old: an event has waited for \(age.components.seconds) s to be published, "
                    + "\(configuration.maximumOutboxAge.components.seconds) s are allowed"
            )
        } catch {
            return (nil, "the outbox cannot be read: \(error)")
        }
    }
}
