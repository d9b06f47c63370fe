import Foundation
import GRDB
import RabbitMQ

/// One transaction of following: the next places of the stream, each in a savepoint of its own, and how far
/// that is.
struct HistoryStep: Sendable {
    struct Result: Sendable {
        var build: HistoryBuild
        /// How many of the places are done with.
        var taken = 0
        var figures = HistoryFigures()
        var refusals: [(HistoryItem, Failure)] = []
        /// Why the next place waits; nil when all went in.
        var failure: String?
        var isSwapped = false
    }

    private enum Outcome {
        case applied, duplicate
        case refused(Failure)
        case waits(String)
    }

    let ledger: HistoryLedger
    let build: HistoryBuild
    let rememberedPlaces: Int
    let now: Date
    let points: CrashPoints

    /// An event that cannot go in for now ends it: what came before is committed.
    func run(_ items: ArraySlice<HistoryItem>, in db: Database) throws -> Result {
        var result = Result(build: build)
        let view = ProjectionView(ledger.projection.tables, suffix: build.suffix, in: db)
        for item in items {
            switch try outcome(of: item, in: view) {
            case .applied: result.figures.applied += 1
            case .duplicate: result.figures.duplicates += 1
            case .refused(let failure):
                result.figures.refused += 1
                result.refusals.append((item, failure))
            case .waits(let reason): result.failure = reason
            }
            if result.failure != nil { break }
            result.taken += 1
            if let offset = item.offset {
                result.build.position = offset
                result.build.messageID = item.delivery.properties.messageID
            }
        }
        try ledger.move(result.build, remembering: rememberedPlaces, at: now, in: db)
        if result.build.isDue {
            result.build = try ledger.swap(result.build, in: db)
            result.isSwapped = true
        }
        return result
    }

    private func outcome(of item: HistoryItem, in view: ProjectionView) throws -> Outcome {
        switch item.content {
        case .failure(let failure): return .refused(failure)
        case .success(let event):
            do {
                return try apply(event, of: item, in: view)
            } catch let error as DatabaseError {
                if error.concernsTheWholeDatabase { throw error }
                return .waits(String(describing: error))
            } catch {
                let failure = Failure(of: error)
                return failure.isTransient ? .waits(String(describing: error)) : .refused(failure)
            }
        }
    }

    private func apply(
        _ event: PublishedEvent, of item: HistoryItem, in view: ProjectionView
    ) throws -> Outcome {
        var outcome = Outcome.applied
        try view.db.inSavepoint {
            switch try ledger.enter(event, of: build, in: view.db) {
            case .new:
                points.reached(.reacting, item.delivery)
                try ledger.projection.apply(event, to: view)
                points.reached(.written, item.delivery)
            case .duplicate: outcome = .duplicate
            case .reused:
                throw Failure.permanent(
                    .messageIDReused, "message id \(event.messageID) came before with another body")
            }
            return .commit
        }
        return outcome
    }
}
