import Foundation
import GRDB
import Logging
import RabbitMQ

extension HistoryFollower {
    /// Commits all of them, batch by batch; one that cannot go in holds up what comes after it until it can.
    func commit(_ items: ArraySlice<HistoryItem>) async throws {
        var rest = items
        var failures = 0
        while !rest.isEmpty {
            let batch = rest.prefix(max(1, configuration.maximumBatch))
            let step = HistoryStep(
                ledger: file.ledger, build: build, rememberedPlaces: configuration.rememberedPlaces,
                now: clock.now(), points: points)
            let result = try await whenTheFileTakesIt { try step.run(batch, in: $0) }
            for item in batch.prefix(result.taken) { points.reached(.committed, item.delivery) }
            rest = rest.dropFirst(result.taken)
            note(result)
            guard let failure = result.failure else { continue }
            failures = result.taken > 0 ? 1 : failures + 1
            if trouble != failure {
                logger.error(
                    "an event cannot go in; it waits and will be tried again",
                    metadata: (rest.first.map { Logger.Metadata(about: $0.delivery) } ?? [:])
                        .merging(["error": "\(failure)"]) { $1 })
            }
            trouble = failure
            try await pause(after: failures)
        }
    }

    private func note(_ result: HistoryStep.Result) {
        build = result.build
        figures.applied += result.figures.applied
        figures.duplicates += result.figures.duplicates
        figures.refused += result.figures.refused
        for (item, failure) in result.refusals {
            logger.warning(
                "an event is left out",
                metadata: Logger.Metadata(about: item.delivery, error: failure)
                    .merging(["history.offset": "\(item.offset ?? -1)"]) { $1 })
        }
        if result.isSwapped {
            logger.info(
                "the read model that was built anew is in place",
                metadata: ["history.position": "\(build.position ?? -1)"])
        }
        if result.failure == nil { trouble = nil }
        if let position = build.position { head = max(head ?? position, position) }
    }

    /// Tries until the file takes it: a full disk or an I/O error acknowledges nothing and loses nothing.
    func whenTheFileTakesIt<Value: Sendable>(
        _ write: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        var failures = 0
        while true {
            do {
                let value = try await file.database.write(write)
                if failures > 0 { trouble = nil }
                return value
            } catch let error as DatabaseError {
                if error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB {
                    throw StoreError(error, path: file.path)
                }
                try Task.checkCancellation()
                failures += 1
                trouble = "the file cannot commit: \(error)"
                if failures == 1 {
                    logger.error(
                        "the file cannot commit; nothing is lost", metadata: ["error": "\(error)"])
                }
                try await pause(after: failures)
            }
        }
    }

    private func pause(after failures: Int) async throws {
        try await clock.sleep(
            until: clock.now() + RetryPolicy.reconnect.delay(after: failures) / .seconds(1))
    }
}
